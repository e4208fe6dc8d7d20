//! Conversations with what channels carry besides words.

use super::super::{
    media::Picture,
    people::Rep::{Alex, Marta, Piotr},
    story::{Outcome, Piece, Place, Story, story},
};
use Place::{Harbour, WebChat};
use serde_json::json;

pub(super) fn stories() -> Vec<Story> {
    vec![integration(), social(), unsupported(), template(), header(), choir()]
}

/// A text that the API cuts by its size.
fn log() -> String {
    let line = |number: usize| {
        let code = if number.is_multiple_of(17) { "503 Service Unavailable" } else { "200 OK" };
        format!(
            "2026-11-20T08:{:02}:{:02}Z POST /orders/{} {code} {} ms",
            number / 60 % 60,
            number % 60,
            48_000 + number,
            80 + number * 7 % 900
        )
    };
    let lines: Vec<String> = (0..220).map(line).collect();
    format!("Pełny dziennik z dzisiejszego ranka:\n{}", lines.join("\n"))
}

fn integration() -> Story {
    story("michal.zuk", WebChat, 26 * 60, "Integracja API")
        .filed("HIGH", "FEATURE_REQUEST")
        .asks(0, "Cześć, co kilkanaście zamówień dostajemy z Waszego API 503. Zrzuty poniżej.")
        .with(Piece::Photo(Picture::AppError, "blad-1.png"))
        .with(Piece::Photo(Picture::Label, "blad-2.png"))
        .taken(15, Piotr)
        .says(4, Piotr, "Cześć Michał, czy możesz podesłać dziennik z rana?")
        .asks(8, log())
        .asks(1, "I to samo jako tabela.")
        .with(Piece::Csv(
            "bledy.csv",
            &[
                &["czas", "zamówienie", "kod"],
                &["08:00:17", "48017", "503"],
                &["08:00:34", "48034", "503"],
                &["08:00:51", "48051", "503"],
            ],
        ))
        .notes(
            20,
            Piotr,
            "Limit żądań u przewoźnika. Kolejka z ponawianiem powinna wystarczyć, @Alex sprawdzisz jutro?",
        )
        .act(2, super::super::story::Act::Assign(Piotr, Some(Alex)))
        .waiting_on_us()
}

fn social() -> Story {
    story("weronika.rutkowska", Harbour, 33 * 60, "Kubki z filmu")
        .filed("LOW", "GENERAL_INQUIRY")
        .asks(0, "Macie jeszcze te z filmu?")
        .with(Piece::Other(json!({
            "type": "SOCIAL_MEDIA_METADATA",
            "socialMetadata": {
                "mediaType": "VIDEO", "mediaUrl": "https://social.example.com/p/latarnia-kubki", "id": "p-88231",
                "mediaTitle": "Jak powstają nasze kubki", "description": "Od gliny do półki w dwie minuty."
            }
        })))
        .taken(40, Marta)
        .says(5, Marta, "Mamy, w trzech kolorach. Odłożyć zestaw?")
        .waiting_on_contact()
}

fn unsupported() -> Story {
    story("jakub.dabrowski", Harbour, 230, "Ankieta w komunikatorze")
        .filed("LOW", "GENERAL_INQUIRY")
        .asks(0, "Wypełniłem ankietę, proszę:")
        .with(Piece::Other(json!({ "type": "UNSUPPORTED_CONTENT" })))
        .taken(18, Alex)
        .says(2, Alex, "Dziękujemy! Niestety ankiety z komunikatora u nas nie widać. Czy możesz napisać kilka słów?")
        .went(Outcome::Sent)
        .waiting_on_contact()
}

fn template() -> Story {
    story("krzysztof.kozlowski", Harbour, 5 * 24 * 60 + 40, "Przypomnienie o odbiorze")
        .filed("LOW", "GENERAL_INQUIRY")
        .asks(0, "Do kiedy mogę odebrać paczkę?")
        .taken(11, Marta)
        .says(1, Marta, "Dzień dobry, Krzysztof! Paczka 47812 czeka na Ciebie do piątku, do godziny 18.")
        .with(Piece::Other(json!({
            "type": "WHATSAPP_TEMPLATE_METADATA", "parameters": { "name": "Krzysztof", "order": "47812", "day": "piątek" },
            "crmObjectIds": {}, "contentId": "tpl-204"
        })))
        .asks(7, "Będę jutro, dzięki")
        .closed(20, Marta)
}

fn header() -> Story {
    story("natalia.grabowska", Harbour, 6 * 24 * 60, "Promocja: zestaw śniadaniowy")
        .filed("LOW", "GENERAL_INQUIRY")
        .asks(0, "Czy ta promocja jeszcze trwa?")
        .with(Piece::Other(json!({ "type": "MESSAGE_HEADER", "text": "Zestaw śniadaniowy −20 %" })))
        .with(Piece::Photo(Picture::Mugs, "zestaw.png"))
        .taken(30, Marta)
        .says(2, Marta, "Tak, do niedzieli włącznie.")
        .asks(4, "👍")
        .closed(9, Marta)
}

fn choir() -> Story {
    story("alicja.sikora", Harbour, 7 * 24 * 60 + 200, "Pozytywka nie gra do końca")
        .filed("MEDIUM", "PRODUCT_ISSUE")
        .asks(0, "Pozytywka z zamówienia 47511 urywa melodię, proszę posłuchać.")
        .with(Piece::Melody("pozytywka.wav"))
        .taken(50, Piotr)
        .says(10, Piotr, "Słyszę! Sprężyna jest do wymiany. Kurier odbierze ją od Pani we wtorek.")
        .asks(6, "Bardzo dziękuję za szybką odpowiedź.")
        .closed(2 * 24 * 60, Piotr)
}
