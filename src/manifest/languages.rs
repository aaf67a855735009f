//! Language tags as declarations write them: `eng-Latn` is `en`.

/// ISO 639-3 codes, macrolanguages' usual members included, and the tag of
/// two letters that stands for the language in BCP 47.
const CODES: &str = "\
aar aa abk ab afr af aka ak sqi sq als sq amh am ara ar arb ar arg an hye hy asm as ava av aym ay \
aze az azj az bak ba bam bm eus eu bel be ben bn bis bi bos bs bre br bul bg mya my cat ca cha ch \
che ce nya ny zho zh cmn zh chv cv cor kw cos co cre cr hrv hr ces cs dan da div dv nld nl dzo dz \
eng en epo eo est et ekk et ewe ee fao fo fij fj fin fi fra fr ful ff glg gl kat ka deu de ell el \
grn gn guj gu hat ht hau ha heb he her hz hin hi hmo ho hun hu isl is ibo ig ind id ile ie iku iu \
ina ia ipk ik gle ga ita it jpn ja jav jv kal kl kan kn kau kr kas ks kaz kk khm km kik ki kin rw \
kir ky kom kv kon kg kor ko kua kj kur ku kmr ku lao lo lat la lav lv lvs lv lim li lin ln lit lt \
ltz lb lub lu lug lg mkd mk mlg mg plt mg msa ms zsm ms mal ml mlt mt glv gv mri mi mar mr mah mh \
mon mn khk mn nau na nav nv nbl nr nde nd ndo ng nep ne npi ne nor no nob nb nno nn oci oc oji oj \
ori or ory or orm om gaz om oss os pan pa pli pi fas fa pes fa pol pl por pt pus ps pbt ps que qu \
roh rm ron ro run rn rus ru sag sg san sa srd sc snd sd sme se smo sm srp sr gla gd sna sn sin si \
slk sk slv sl som so sot st spa es sun su swa sw swh sw ssw ss swe sv tgl tl tah ty tam ta tat tt \
tel te tgk tg tha th bod bo tir ti ton to tsn tn tso ts tuk tk tur tr twi tw uig ug ukr uk urd ur \
uzb uz uzn uz ven ve vie vi vol vo wln wa wol wo xho xh yid yi ydd yi yor yo zha za zul zu";

/// Languages whose script tells readers apart.
const BY_SCRIPT: [&str; 2] = ["zh", "sr"];

/// The tag that declarations use; what is unknown stays as it is.
#[must_use]
pub fn tag(code: &str) -> String {
    let mut parts = code.split(['-', '_']);
    let primary = parts.next().unwrap_or("").to_ascii_lowercase();
    let mut words = CODES.split(' ');
    let mut short = None;
    while let (Some(long), Some(two)) = (words.next(), words.next()) {
        if long == primary {
            short = Some(two);
        }
    }
    let Some(short) = short else {
        return code.to_owned();
    };
    match parts.next() {
        Some(script) if script.len() == 4 && BY_SCRIPT.contains(&short) => {
            format!("{short}-{script}")
        }
        Some(region) if region.len() == 2 => format!("{short}-{}", region.to_ascii_uppercase()),
        _ => short.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_three_letters_become_tags() {
        for (code, expected) in [
            ("eng-Latn", "en"),
            ("kor-Hang", "ko"),
            ("cmn-Hans", "zh-Hans"),
            ("mkd-Cyrl", "mk"),
            ("zul", "zu"),
            ("en", "en"),
            ("gsw-Latn", "gsw-Latn"),
            ("por_br", "pt-BR"),
        ] {
            assert_eq!(tag(code), expected, "{code}");
        }
    }

    #[test]
    fn the_table_is_made_of_pairs() {
        let words: Vec<&str> = CODES.split(' ').collect();
        assert!(
            words
                .chunks(2)
                .all(|pair| pair.len() == 2 && pair[0].len() == 3 && pair[1].len() == 2)
        );
    }
}
