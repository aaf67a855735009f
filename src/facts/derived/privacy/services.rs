//! Services of others that code is known to send people's data to: models and
//! analytics. A host names one surely; a library or a variable hints at it.

/// A service by the signs of it in code.
pub(super) struct Service {
    pub(super) name: &'static str,
    /// Hosts that it is asked at; a longer name that ends so is one too.
    pub(super) hosts: &'static [&'static str],
    /// Modules and packages that speak to it.
    pub(super) modules: &'static [&'static str],
    /// Variables of the environment that hold its key.
    pub(super) variables: &'static [&'static str],
}

macro_rules! services {
    ($($name:literal: [$($host:literal),*] [$($module:literal),*] [$($variable:literal),*];)*) => {
        pub(super) const SERVICES: &[Service] = &[$(Service {
            name: $name,
            hosts: &[$($host),*],
            modules: &[$($module),*],
            variables: &[$($variable),*],
        }),*];
    };
}

services! {
    "OpenAI": ["api.openai.com"] ["openai", "langchain_openai", "@ai-sdk/openai"] ["OPENAI_API_KEY"];
    "Azure OpenAI": ["openai.azure.com", "services.ai.azure.com"] ["azure.ai.inference", "@azure/openai"] ["AZURE_OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT"];
    "Anthropic": ["api.anthropic.com"] ["anthropic", "langchain_anthropic", "@anthropic-ai/sdk"] ["ANTHROPIC_API_KEY"];
    "Google Gemini": ["generativelanguage.googleapis.com", "aiplatform.googleapis.com"] ["google.generativeai", "google.genai", "vertexai", "@google/generative-ai"] ["GEMINI_API_KEY"];
    "Amazon Bedrock": ["bedrock-runtime.us-east-1.amazonaws.com", "bedrock-runtime.us-west-2.amazonaws.com", "bedrock-runtime.ap-northeast-2.amazonaws.com", "bedrock-runtime.eu-central-1.amazonaws.com"] ["langchain_aws", "@aws-sdk/client-bedrock-runtime"] [];
    "Cohere": ["api.cohere.ai", "api.cohere.com"] ["cohere", "langchain_cohere", "cohere-ai"] ["COHERE_API_KEY"];
    "Mistral": ["api.mistral.ai"] ["mistralai", "langchain_mistralai", "@mistralai/mistralai"] ["MISTRAL_API_KEY"];
    "Hugging Face inference": ["api-inference.huggingface.co", "router.huggingface.co", "endpoints.huggingface.cloud"] ["@huggingface/inference"] [];
    "Replicate": ["api.replicate.com"] ["replicate"] ["REPLICATE_API_TOKEN"];
    "Together": ["api.together.xyz", "api.together.ai"] ["together"] ["TOGETHER_API_KEY"];
    "Groq": ["api.groq.com"] ["groq", "langchain_groq"] ["GROQ_API_KEY"];
    "DeepSeek": ["api.deepseek.com"] ["langchain_deepseek"] ["DEEPSEEK_API_KEY"];
    "OpenRouter": ["openrouter.ai"] [] ["OPENROUTER_API_KEY"];
    "Perplexity": ["api.perplexity.ai"] [] ["PERPLEXITY_API_KEY"];
    "xAI": ["api.x.ai"] ["xai_sdk"] ["XAI_API_KEY"];
    "Fireworks": ["api.fireworks.ai"] ["fireworks"] ["FIREWORKS_API_KEY"];
    "Upstage": ["api.upstage.ai"] ["langchain_upstage"] ["UPSTAGE_API_KEY"];
    "CLOVA Studio": ["clovastudio.apigw.ntruss.com", "clovastudio.stream.ntruss.com"] [] ["CLOVASTUDIO_API_KEY"];
    "Kakao": ["kapi.kakao.com", "api.kakaobrain.com"] [] ["KAKAO_REST_API_KEY"];
    "ElevenLabs": ["api.elevenlabs.io"] ["elevenlabs"] ["ELEVENLABS_API_KEY"];
    "Deepgram": ["api.deepgram.com"] ["deepgram"] ["DEEPGRAM_API_KEY"];
    "AssemblyAI": ["api.assemblyai.com"] ["assemblyai"] ["ASSEMBLYAI_API_KEY"];
    "DeepL": ["api.deepl.com", "api-free.deepl.com"] ["deepl"] ["DEEPL_API_KEY"];
    "Pinecone": ["api.pinecone.io", "svc.pinecone.io"] ["pinecone", "langchain_pinecone", "@pinecone-database/pinecone"] ["PINECONE_API_KEY"];
    "LangSmith": ["api.smith.langchain.com"] ["langsmith"] ["LANGSMITH_API_KEY", "LANGCHAIN_API_KEY"];
    "Langfuse": ["cloud.langfuse.com"] ["langfuse"] ["LANGFUSE_SECRET_KEY"];
    "Google Analytics": ["www.google-analytics.com", "google-analytics.com", "www.googletagmanager.com"] ["react-ga4"] ["GA_MEASUREMENT_ID"];
    "Mixpanel": ["api.mixpanel.com", "api-js.mixpanel.com"] ["mixpanel", "mixpanel-browser"] ["MIXPANEL_TOKEN"];
    "Amplitude": ["api2.amplitude.com", "api.amplitude.com"] ["amplitude", "@amplitude/analytics-browser"] ["AMPLITUDE_API_KEY"];
    "Segment": ["api.segment.io", "cdn.segment.com"] ["@segment/analytics-node", "@segment/analytics-next"] ["SEGMENT_WRITE_KEY"];
    "PostHog": ["i.posthog.com", "app.posthog.com"] ["posthog", "posthog-js"] ["POSTHOG_API_KEY"];
    "Sentry": ["ingest.sentry.io", "ingest.us.sentry.io", "ingest.de.sentry.io"] ["sentry_sdk", "@sentry/browser", "@sentry/node"] ["SENTRY_DSN"];
    "Hotjar": ["static.hotjar.com"] [] [];
    "Clarity": ["www.clarity.ms"] [] [];
    "Meta Pixel": ["connect.facebook.net"] [] [];
    "Datadog": ["browser-intake-datadoghq.com"] ["@datadog/browser-rum"] [];
}
