//! Services of others that code is known to send people's data to: models and
//! analytics. A host names one surely; a library or a variable hints at it.

/// A service by the signs of it in code.
pub(super) struct Service {
    pub(super) name: &'static str,
    /// Hosts that it is asked at; a longer name that ends so is one too. A `*`
    /// stands for the part of a label that names a region.
    pub(super) hosts: &'static [&'static str],
    /// Modules and packages that speak to it.
    pub(super) modules: &'static [&'static str],
    /// Names that only its clients use: variables of the environment with its
    /// key, classes, names of its models.
    pub(super) names: &'static [&'static str],
}

macro_rules! services {
    ($($name:literal: [$($host:literal),*] [$($module:literal),*] [$($word:literal),*];)*) => {
        pub(super) const SERVICES: &[Service] = &[$(Service {
            name: $name,
            hosts: &[$($host),*],
            modules: &[$($module),*],
            names: &[$($word),*],
        }),*];
    };
}

services! {
    "OpenAI": ["api.openai.com"] ["openai", "langchain_openai", "@ai-sdk/openai"] ["OPENAI_API_KEY"];
    "Azure OpenAI": ["openai.azure.com", "openai.azure.us", "openai.azure.cn", "services.ai.azure.com", "models.ai.azure.com", "inference.ai.azure.com"] ["azure.ai.inference", "@azure/openai", "@ai-sdk/azure"] ["AZURE_OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT", "AzureOpenAI", "AsyncAzureOpenAI", "AzureChatOpenAI"];
    "Azure AI services": ["cognitiveservices.azure.com", "cognitiveservices.azure.us", "cognitiveservices.azure.cn", "api.cognitive.microsoft.com", "speech.microsoft.com", "api.cognitive.microsofttranslator.com"] ["azure.cognitiveservices.speech", "azure.ai.textanalytics", "microsoft-cognitiveservices-speech-sdk"] ["AZURE_SPEECH_KEY"];
    "GitHub Models": ["models.github.ai"] [] [];
    "Anthropic": ["api.anthropic.com"] ["anthropic", "langchain_anthropic", "@anthropic-ai/sdk", "@ai-sdk/anthropic"] ["ANTHROPIC_API_KEY"];
    "Google Gemini": ["generativelanguage.googleapis.com"] ["google.generativeai", "google.genai", "langchain_google_genai", "@google/generative-ai", "@google/genai", "@ai-sdk/google"] ["GEMINI_API_KEY"];
    "Vertex AI": ["aiplatform.googleapis.com", "*-aiplatform.googleapis.com", "aiplatform.*.rep.googleapis.com"] ["vertexai", "google.cloud.aiplatform", "langchain_google_vertexai", "@google-cloud/vertexai", "@google-cloud/aiplatform", "@ai-sdk/google-vertex"] ["AnthropicVertex", "ChatVertexAI"];
    "Google Cloud AI": ["speech.googleapis.com", "*-speech.googleapis.com", "texttospeech.googleapis.com", "translation.googleapis.com", "vision.googleapis.com", "language.googleapis.com"] ["google.cloud.speech", "google.cloud.vision", "google.cloud.language", "google.cloud.translate"] [];
    "Amazon Bedrock": ["bedrock-runtime.*.amazonaws.com", "bedrock-runtime-fips.*.amazonaws.com", "bedrock-agent-runtime.*.amazonaws.com"] ["langchain_aws", "@aws-sdk/client-bedrock-runtime", "@ai-sdk/amazon-bedrock"] ["bedrock-runtime", "bedrock-agent-runtime", "AnthropicBedrock", "ChatBedrock", "ChatBedrockConverse"];
    "Amazon SageMaker": ["runtime.sagemaker.*.amazonaws.com"] ["@aws-sdk/client-sagemaker-runtime"] ["sagemaker-runtime"];
    "Amazon AI services": ["comprehend.*.amazonaws.com", "rekognition.*.amazonaws.com", "textract.*.amazonaws.com", "transcribe.*.amazonaws.com", "translate.*.amazonaws.com"] ["@aws-sdk/client-comprehend", "@aws-sdk/client-rekognition", "@aws-sdk/client-textract", "@aws-sdk/client-transcribe"] [];
    "Cohere": ["api.cohere.ai", "api.cohere.com"] ["cohere", "langchain_cohere", "cohere-ai"] ["COHERE_API_KEY"];
    "Mistral": ["api.mistral.ai"] ["mistralai", "langchain_mistralai", "@mistralai/mistralai", "@ai-sdk/mistral"] ["MISTRAL_API_KEY"];
    "Hugging Face inference": ["api-inference.huggingface.co", "router.huggingface.co", "endpoints.huggingface.cloud"] ["@huggingface/inference"] ["InferenceClient", "AsyncInferenceClient"];
    "Replicate": ["api.replicate.com"] ["replicate"] ["REPLICATE_API_TOKEN"];
    "Together": ["api.together.xyz", "api.together.ai"] ["together"] ["TOGETHER_API_KEY"];
    "Groq": ["api.groq.com"] ["groq", "langchain_groq"] ["GROQ_API_KEY"];
    "DeepSeek": ["api.deepseek.com"] ["langchain_deepseek"] ["DEEPSEEK_API_KEY"];
    "OpenRouter": ["openrouter.ai"] [] ["OPENROUTER_API_KEY"];
    "Perplexity": ["api.perplexity.ai"] [] ["PERPLEXITY_API_KEY"];
    "xAI": ["api.x.ai"] ["xai_sdk"] ["XAI_API_KEY"];
    "Fireworks": ["api.fireworks.ai"] ["fireworks"] ["FIREWORKS_API_KEY"];
    "Cerebras": ["api.cerebras.ai"] ["cerebras.cloud.sdk"] ["CEREBRAS_API_KEY"];
    "NVIDIA NIM": ["integrate.api.nvidia.com"] ["langchain_nvidia_ai_endpoints"] ["NVIDIA_API_KEY"];
    "AI21": ["api.ai21.com"] ["ai21"] ["AI21_API_KEY"];
    "Stability AI": ["api.stability.ai"] ["stability_sdk"] ["STABILITY_API_KEY"];
    "fal": ["fal.run"] ["fal_client", "@fal-ai/client"] ["FAL_KEY"];
    "Voyage AI": ["api.voyageai.com"] ["voyageai"] ["VOYAGE_API_KEY"];
    "Jina AI": ["api.jina.ai"] [] ["JINA_API_KEY"];
    "Alibaba Model Studio": ["dashscope.aliyuncs.com", "dashscope-intl.aliyuncs.com", "dashscope-us.aliyuncs.com"] ["dashscope"] ["DASHSCOPE_API_KEY"];
    "Baidu Qianfan": ["qianfan.baidubce.com", "aip.baidubce.com"] ["qianfan"] ["QIANFAN_ACCESS_KEY"];
    "Moonshot AI": ["api.moonshot.cn", "api.moonshot.ai"] [] ["MOONSHOT_API_KEY"];
    "Zhipu AI": ["open.bigmodel.cn", "api.z.ai"] ["zhipuai"] ["ZHIPUAI_API_KEY"];
    "MiniMax": ["api.minimax.io", "api.minimax.chat"] [] ["MINIMAX_API_KEY"];
    "Volcengine Ark": ["ark.*.volces.com"] ["volcenginesdkarkruntime"] ["ARK_API_KEY"];
    "Upstage": ["api.upstage.ai"] ["langchain_upstage"] ["UPSTAGE_API_KEY", "ChatUpstage", "UpstageEmbeddings", "solar-pro2", "solar-mini"];
    "CLOVA Studio": ["clovastudio.*.ntruss.com", "clovastudio.*.fin-ntruss.com", "clovastudio.*.gov-ntruss.com"] ["langchain_naver"] ["CLOVASTUDIO_API_KEY", "CLOVA_STUDIO_API_KEY", "NCP_CLOVASTUDIO_API_KEY", "ChatClovaX", "ClovaXEmbeddings", "HCX-003", "HCX-005", "HCX-007", "HCX-DASH-001", "HCX-DASH-002"];
    "Naver Cloud AI": ["naveropenapi.apigw.ntruss.com", "papago.apigw.ntruss.com", "clovaspeech-gw.ncloud.com"] [] [];
    "Kakao": ["kapi.kakao.com", "api.kakaobrain.com"] [] ["KAKAO_REST_API_KEY"];
    "FriendliAI": ["api.friendli.ai"] ["friendli", "langchain_friendli"] ["FRIENDLI_TOKEN"];
    "Return Zero": ["openapi.vito.ai"] [] ["RTZR_CLIENT_ID"];
    "ElevenLabs": ["api.elevenlabs.io", "api.*.residency.elevenlabs.io"] ["elevenlabs"] ["ELEVENLABS_API_KEY"];
    "Deepgram": ["api.deepgram.com"] ["deepgram"] ["DEEPGRAM_API_KEY"];
    "AssemblyAI": ["api.assemblyai.com", "api.*.assemblyai.com"] ["assemblyai"] ["ASSEMBLYAI_API_KEY"];
    "DeepL": ["api.deepl.com", "api-free.deepl.com"] ["deepl"] ["DEEPL_API_KEY"];
    "Pinecone": ["api.pinecone.io", "svc.pinecone.io"] ["pinecone", "langchain_pinecone", "@pinecone-database/pinecone"] ["PINECONE_API_KEY"];
    "LangSmith": ["api.smith.langchain.com"] ["langsmith"] ["LANGSMITH_API_KEY", "LANGCHAIN_API_KEY"];
    "Langfuse": ["cloud.langfuse.com"] ["langfuse"] ["LANGFUSE_SECRET_KEY"];
    "Helicone": ["oai.helicone.ai", "gateway.helicone.ai"] [] ["HELICONE_API_KEY"];
    "Portkey": ["api.portkey.ai"] ["portkey_ai"] ["PORTKEY_API_KEY"];
    "Cloudflare AI Gateway": ["gateway.ai.cloudflare.com"] [] [];
    "Vercel AI Gateway": ["ai-gateway.vercel.sh"] ["@ai-sdk/gateway"] ["AI_GATEWAY_API_KEY"];
    "Google Analytics": ["www.google-analytics.com", "google-analytics.com", "www.googletagmanager.com"] ["react-ga4"] ["GA_MEASUREMENT_ID"];
    "Mixpanel": ["api.mixpanel.com", "api-*.mixpanel.com"] ["mixpanel", "mixpanel-browser"] ["MIXPANEL_TOKEN"];
    "Amplitude": ["api2.amplitude.com", "api.amplitude.com", "api.*.amplitude.com"] ["amplitude", "@amplitude/analytics-browser"] ["AMPLITUDE_API_KEY"];
    "Segment": ["api.segment.io", "cdn.segment.com", "segmentapis.com"] ["@segment/analytics-node", "@segment/analytics-next"] ["SEGMENT_WRITE_KEY"];
    "PostHog": ["i.posthog.com", "app.posthog.com"] ["posthog", "posthog-js"] ["POSTHOG_API_KEY"];
    "Sentry": ["ingest.sentry.io", "ingest.*.sentry.io"] ["sentry_sdk", "@sentry/browser", "@sentry/node"] ["SENTRY_DSN"];
    "Hotjar": ["static.hotjar.com"] [] [];
    "Clarity": ["www.clarity.ms"] [] [];
    "Meta Pixel": ["connect.facebook.net"] [] [];
    "Datadog": ["browser-intake-datadoghq.com", "browser-intake-datadoghq.eu", "browser-intake-*-datadoghq.com"] ["@datadog/browser-rum"] [];
}
