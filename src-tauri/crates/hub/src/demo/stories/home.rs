//! Conversations with customers at home, mostly in the web chat.

use super::super::{
    media::{Picture, Voice},
    people::Rep::{Alex, Marta, Piotr},
    story::{Act, Outcome, Piece, Place, Story, story},
};
use Place::{Harbour, WebChat};

pub(super) fn stories() -> Vec<Story> {
    vec![
        broken_mug(),
        invoice(),
        backpack(),
        watch(),
        discount(),
        warranty(),
        thanks(),
        address(),
        gift(),
        shop(),
        candle(),
    ]
}

fn broken_mug() -> Story {
    story("anna.nowak", WebChat, 2, "Zamówienie 48211 przyszło uszkodzone")
        .filed("HIGH", "PRODUCT_ISSUE")
        .asks(0, "Dzień dobry, paczka dotarła dziś rano, ale karton był rozdarty i jeden kubek jest pęknięty.")
        .asks(1, "")
        .with(Piece::Photo(Picture::TornParcel, "karton.png"))
        .with(Piece::Photo(Picture::BrokenMug, "kubek.png"))
        .asks(1, "")
        .with(Piece::VoiceNote(Voice::High, 42))
        .taken(2, Marta)
        .notes(1, Marta, "@Piotr możemy wysłać nowy kubek z magazynu w Łodzi?")
        .notes(3, Piotr, "Tak, są jeszcze cztery zielone. Odkładam jeden.")
        .says(2, Marta, "Bardzo mi przykro, Pani Anno. Wyślemy nowy kubek jeszcze dziś, bez żadnych kosztów.")
        .answering(6)
        .asks(3, "")
        .with(Piece::Sticker(Picture::ParcelLove))
        .asks(1, "Super, dziękuję! Czy mam odesłać ten uszkodzony?")
        .waiting_on_us()
}

fn invoice() -> Story {
    story("tomasz.wisniewski", Harbour, 5, "Faktura za wrzesień")
        .filed("MEDIUM", "BILLING_ISSUE")
        .asks(0, "Dzień dobry, nie widzę faktury za wrzesień w panelu. Czy mogą ją Państwo przesłać jeszcze raz?")
        .asks(2, "")
        .with(Piece::VoiceNote(Voice::Low, 67))
}

fn backpack() -> Story {
    story("jan.kowalczyk", WebChat, 24, "Zwrot: plecak 30 l")
        .filed("MEDIUM", "PRODUCT_ISSUE")
        .asks(0, "Witam, szew przy kieszeni puścił po tygodniu. Chcę zwrócić plecak.")
        .with(Piece::Photo(Picture::Backpack, "plecak.png"))
        .act(1, Act::Greeting("Dziękujemy za wiadomość! Odpowiadamy w dni robocze od 8 do 18."))
        .taken(6, Marta)
        .says(3, Marta, "Dzień dobry, oczywiście. Proszę o numer zamówienia albo zdjęcie paragonu.")
        .asks(9, "Proszę bardzo.")
        .with(Piece::Photo(Picture::Receipt, "paragon.png"))
        .with(Piece::Pdf(
            "paragon.pdf",
            &[
                "Paragon 2026/11/4471",
                "Plecak 30 l, granatowy",
                "1 szt. x 249,00 zl",
                "Razem: 249,00 zl",
                "Dziekujemy za zakupy!",
            ],
        ))
        .answering(1)
        .waiting_on_us()
}

fn watch() -> Story {
    story("pawel.zajac", WebChat, 46, "Reklamacja zegarka")
        .filed("URGENT", "PRODUCT_ISSUE")
        .asks(0, "Dzień dobry. Szkło zegarka pękło samo, bez uderzenia. To był prezent na jutrzejszą rocznicę!")
        .with(Piece::Photo(Picture::Watch, "zegarek.png"))
        .asks(4, "Czy są Państwo w stanie naprawić go do jutra?")
        .asks(12, "Halo, czy ktoś tam jest?")
}

fn discount() -> Story {
    story("hanna.bak", WebChat, 74, "Kod rabatowy nie działa")
        .filed("LOW", "GENERAL_INQUIRY")
        .asks(0, "Kod JESIEN15 pokazuje „nieprawidłowy”. Koszyk mam od rana i szkoda by było.")
        .taken(4, Marta)
        .notes(2, Marta, "Kod wygasł o północy, przedłużyłam go do końca tygodnia.")
        .says(1, Marta, "Kod jest już aktywny. Proszę odświeżyć koszyk: rabat naliczy się sam.")
        .waiting_on_contact()
}

fn warranty() -> Story {
    story("anna.nowak", WebChat, 25 * 24 * 60 - 400, "Pytanie o gwarancję")
        .filed("LOW", "GENERAL_INQUIRY")
        .asks(0, "Ile trwa gwarancja na lampy?")
        .taken(11, Marta)
        .says(1, Marta, "Na wszystkie lampy dajemy dwa lata gwarancji, a na klosze rok.")
        .asks(5, "Dziękuję!")
        .closed(3, Marta)
}

fn thanks() -> Story {
    story("marek.szymanski", WebChat, 190, "Podziękowania dla pakowni")
        .filed("LOW", "GENERAL_INQUIRY")
        .asks(0, "Chciałem tylko powiedzieć, że kubki dojechały całe i są piękne. Tak to wygląda u mnie:")
        .with(Piece::Photo(Picture::Mugs, "polka.png"))
        .taken(7, Alex)
        .says(2, Alex, "Jak miło! Przekażę zespołowi, na pewno się ucieszą. 😊")
        .asks(1, "")
        .with(Piece::Sticker(Picture::Sun))
        .closed(10, Alex)
}

fn address() -> Story {
    story("anna.nowak", Harbour, 9 * 24 * 60, "Zmiana adresu dostawy")
        .filed("MEDIUM", "GENERAL_INQUIRY")
        .asks(0, "Zamówienie 47960: czy mogę jeszcze zmienić adres? Nowy poniżej.")
        .with(Piece::Other(serde_json::json!({
            "type": "LOCATION", "latitude": 51.1097, "longitude": 17.0325, "name": "Pracownia Brzeg",
            "address": "ul. Wodna 4, 50-106 Wrocław"
        })))
        .taken(14, Piotr)
        .says(2, Piotr, "Adres zmieniony, paczka wyjedzie jutro rano.")
        .asks(3, "Super, pozdrawiam")
        .closed(30, Piotr)
}

fn gift() -> Story {
    story("katarzyna.wojcik", WebChat, 310, "Pakowanie na prezent")
        .filed("LOW", "GENERAL_INQUIRY")
        .asks(0, "Czy pakujecie na prezent? I czy można dołączyć bilecik?")
        .taken(8, Marta)
        .says(2, Marta, "Tak, w papier z nadrukiem albo w pudełko. Bilecik drukujemy bez dopłaty. Które wolisz?")
        .with(Piece::Other(serde_json::json!({
            "type": "QUICK_REPLIES", "allowMultiSelect": false, "allowUserInput": true,
            "quickReplies": [
                { "value": "Papier z nadrukiem", "valueType": "TEXT" },
                { "value": "Pudełko", "valueType": "TEXT" },
                { "value": "https://latarnia.example.com/prezenty", "valueType": "URL", "label": "Zobacz zdjęcia" }
            ]
        })))
        .asks(6, "Pudełko")
        .asks(1, "A bilecik: „Najlepszej siostrze na świecie”.")
        .waiting_on_us()
}

fn shop() -> Story {
    story("magdalena.jankowska", WebChat, 520, "Godziny otwarcia sklepu")
        .filed("LOW", "GENERAL_INQUIRY")
        .asks(0, "Dzień dobry, czy w sobotę mogę odebrać zamówienie osobiście?")
        .act(0, Act::Greeting("Dziękujemy za wiadomość! Odpowiadamy w dni robocze od 8 do 18."))
        .act(4, Act::Moved)
        .act(2, Act::Assign(Alex, Some(Marta)))
        .says(9, Marta, "Tak, w soboty jesteśmy od 10 do 14. Zamówienie będzie czekało przy ladzie.")
        .went(Outcome::Sent)
        .waiting_on_contact()
}

fn candle() -> Story {
    story("joanna.krawczyk", WebChat, 95, "Lampa mruga")
        .filed("HIGH", "PRODUCT_ISSUE")
        .asks(0, "Lampa z zamówienia 48102 mruga co kilka minut. Wymieniłam żarówkę, nie pomogło.")
        .with(Piece::Photo(Picture::Lamp, "lampa.png"))
        .taken(10, Piotr)
        .says(4, Piotr, "Czy mruga też w innym gniazdku? Proszę sprawdzić wtyczkę, czasem nie jest dociśnięta.")
        .asks(15, "W innym gniazdku to samo. Nagrałam, jak brzęczy:")
        .with(Piece::VoiceNote(Voice::High, 11))
        .act(5, Act::Assign(Piotr, Some(Marta)))
        .notes(1, Piotr, "Wygląda na zasilacz z partii z września. @Marta wymieniamy bez pytania.")
        .waiting_on_us()
}
