//! Conversations by e-mail, with HTML and quoted history.

use super::super::{
    people::Rep::{Alex, Marta, Piotr, Sofia},
    story::{Piece, Place::Email, Story, story},
};

pub(super) fn stories() -> Vec<Story> {
    vec![address(), spring(), lobby(), logo_mugs(), correction(), bakery(), phishing(), school()]
}

fn address() -> Story {
    story("david.lang", Email, 28 * 60, "Invoice address")
        .filed("LOW", "BILLING_ISSUE")
        .asks(0, "Dear team,\n\nplease use our new address on all invoices from now on:\n\nTischlerei Lang\nHolzgasse 3\n04109 Leipzig\n\nKind regards\nDavid Lang")
        .taken(35, Sofia)
        .says(5, Sofia, "Dear David,\n\nit is done, the next invoice carries the new address.\n\nBest wishes\nSofia")
        .html("<p>Dear David,</p><p>it is done, the next invoice carries the <b>new address</b>.</p><p>Best wishes<br>Sofia</p>")
        .asks(50, "Thanks, that is all!")
        .quoting("On 20 November Sofia Ortega wrote:\n> Dear David,\n>\n> it is done, the next invoice carries the new address.\n>\n> Best wishes\n> Sofia")
        .closed(15, Sofia)
}

fn spring() -> Story {
    story("oliver.hughes", Email, 64, "Wholesale order for spring")
        .filed("HIGH", "GENERAL_INQUIRY")
        .copying("Nora Finch", "nora.finch@harbour-pine.example.com")
        .asks(0, "Hello,\n\nwe would like to order for spring. The list is below and attached. Could you confirm prices and the week of delivery?\n\nMug, green: 120\nMug, sand: 80\nTable lamp, small: 24\n\nOliver Hughes\nHarbour & Pine")
        .html(concat!(
            "<html><body style=\"font-family:Georgia,serif;color:#333\"><p>Hello,</p>",
            "<p>we would like to order for spring. The list is below and attached. Could you confirm <b>prices</b> and the <b>week of delivery</b>?</p>",
            "<table border=\"1\" cellpadding=\"6\" style=\"border-collapse:collapse\"><tr><th>Item</th><th>Pieces</th></tr>",
            "<tr><td>Mug, green</td><td>120</td></tr><tr><td>Mug, sand</td><td>80</td></tr><tr><td>Table lamp, small</td><td>24</td></tr></table>",
            "<p>Oliver Hughes<br><span style=\"color:#17695a\">Harbour &amp; Pine</span></p>",
            "<img src=\"https://tracker.example.com/open.gif\" width=\"1\" height=\"1\" alt=\"\"></body></html>"
        ))
        .with(Piece::Pdf("order-spring.pdf", &["Order, spring", "Mug, green: 120", "Mug, sand: 80", "Table lamp, small: 24", "Harbour & Pine, Bristol"]))
        .taken(40, Sofia)
        .notes(5, Sofia, "@Piotr can the workshop do 120 green ones by week 9?")
        .notes(30, Piotr, "Week 9 is tight, week 10 is safe.")
        .says(12, Sofia, "Hello Oliver,\n\nthank you! Prices as last year, delivery in week 10. Shall I put it into the book?\n\nSofia")
        .asks(90, "Week 10 is fine. Please go ahead.\n\nOliver")
        .quoting("On Monday Sofia Ortega wrote:\n> Hello Oliver,\n>\n> thank you! Prices as last year, delivery in week 10. Shall I put it into the book?\n>\n> Sofia\n>\n> On Monday Oliver Hughes wrote:\n>> we would like to order for spring. The list is below and attached.")
        .waiting_on_us()
}

fn lobby() -> Story {
    story("grace.bennett", Email, 5 * 60, "Lamps for a hotel lobby")
        .filed("MEDIUM", "GENERAL_INQUIRY")
        .asks(0, "Hi there,\n\nwe are fitting a lobby with eighteen of your table lamps. Is there a version that is fixed to the table?\n\nGrace Bennett\nNorthlight Interiors")
        .html("<div dir=\"ltr\"><p>Hi there,</p><p>we are fitting a lobby with eighteen of your table lamps. Is there a version that is <i>fixed to the table</i>?</p><p>--<br>Grace Bennett<br><a href=\"https://northlight.example.com\">Northlight Interiors</a></p></div>")
}

fn logo_mugs() -> Story {
    story("zofia.lewandowska", Email, 8 * 60, "Kubki z logo hotelu")
        .filed("MEDIUM", "GENERAL_INQUIRY")
        .asks(0, "Szanowni Państwo,\n\nprosimy o ofertę na 200 kubków z logo Hotelu Żuraw, w dwóch kolorach.\n\nZ poważaniem\nZofia Lewandowska")
        .taken(60, Marta)
        .says(20, Marta, "Dzień dobry,\n\noferta w załączniku. Czas realizacji to cztery tygodnie od akceptacji projektu.\n\nMarta Król")
        .with(Piece::Pdf("oferta-zuraw.pdf", &["Oferta 2026/311", "Kubek z logo, 2 kolory", "200 szt. x 31,00 zl", "Razem netto: 6200,00 zl", "Termin: 4 tygodnie"]))
        .asks(3 * 60, "Dziękujemy, przekazuję do akceptacji dyrekcji.\n\nZofia Lewandowska")
        .quoting("W dniu 20 listopada Marta Król napisała:\n> Dzień dobry,\n>\n> oferta w załączniku. Czas realizacji to cztery tygodnie od akceptacji projektu.")
        .waiting_on_contact()
}

fn correction() -> Story {
    story("agnieszka.kaminska", Email, 3 * 24 * 60 + 300, "Korekta faktury FV/2026/11/118")
        .filed("HIGH", "BILLING_ISSUE")
        .asks(0, "Dzień dobry,\n\nna fakturze FV/2026/11/118 jest zły NIP. Zestawienie pozycji w pliku.\n\nAgnieszka Kamińska")
        .with(Piece::Csv("zestawienie.csv", &[&["pozycja", "ilość", "kwota"], &["Kubek zielony", "12", "420,00"], &["Lampa mała", "2", "598,00"]]))
        .taken(45, Marta)
        .says(30, Marta, "Dzień dobry,\n\nkorekta FK/2026/11/007 jest w załączniku. Przepraszamy za pomyłkę.\n\nMarta Król")
        .with(Piece::Pdf("korekta.pdf", &["Faktura korygujaca FK/2026/11/007", "Do faktury FV/2026/11/118", "Zmiana: NIP nabywcy", "Kwoty bez zmian"]))
        .asks(80, "Wszystko się zgadza, dziękuję.")
        .closed(10, Marta)
}

fn bakery() -> Story {
    story("ewa.wozniak", Email, 22 * 60, "Zaproszenie na otwarcie")
        .filed("LOW", "GENERAL_INQUIRY")
        .asks(
            0,
            "Kochani,\n\nw sobotę otwieramy drugą piekarnię. Wpadnijcie na drożdżówki!\n\nEwa Woźniak, Piekarnia Świt",
        )
        .html(concat!(
            "<html><head><style>.karta{background:#fbf1dc;padding:24px;border-radius:12px}</style></head><body>",
            "<div class=\"karta\"><h1 style=\"color:#b27a12\">Otwieramy!</h1><p>Kochani,</p>",
            "<p>w sobotę otwieramy <strong>drugą piekarnię</strong>. Wpadnijcie na drożdżówki!</p>",
            "<ul><li>10:00 przecięcie wstęgi</li><li>11:00 degustacja</li><li>12:00 muzyka</li></ul>",
            "<p>Ewa Woźniak, <a href=\"https://swit.example.com\">Piekarnia Świt</a></p></div></body></html>"
        ))
        .taken(90, Alex)
        .says(10, Alex, "Droga Ewo,\n\ngratulacje! Będziemy we trójkę.\n\nAlex")
        .waiting_on_contact()
}

fn phishing() -> Story {
    story("bartosz.pawlak", Email, 11 * 60, "Czy to od Państwa?")
        .filed("URGENT", "GENERAL_INQUIRY")
        .asks(0, "Dostałem wiadomość z prośbą o dopłatę 1,99 zł do paczki. Czy to na pewno od Państwa?\n\nBartosz Pawlak")
        .html("<p>Dostałem wiadomość z prośbą o dopłatę 1,99 zł do paczki. Czy to na pewno od Państwa?</p><blockquote>Twoja paczka czeka! <a href=\"https://doplata.example.net/pay\">Dopłać teraz</a></blockquote><p>Bartosz Pawlak</p>")
        .taken(8, Marta)
        .says(3, Marta, "Dzień dobry,\n\nnie, to oszustwo. Proszę nie klikać w odnośnik; o dopłaty nigdy nie prosimy wiadomością.\n\nMarta Król")
        .notes(2, Marta, "Trzecie zgłoszenie w tym tygodniu. @Alex dodajmy ostrzeżenie na stronie.")
        .waiting_on_contact()
}

fn school() -> Story {
    story("henry.adams", Email, 15 * 60, "Visit with a school class")
        .filed("LOW", "GENERAL_INQUIRY")
        .asks(0, "Dear all,\n\nmight a class of twenty visit the workshop in spring? We would be happy with any Tuesday.\n\nHenry Adams")
        .taken(70, Piotr)
        .says(20, Piotr, "Dear Henry,\n\ngladly. Two groups of ten would be best, the kiln room is small.\n\nPiotr")
        .asks(4 * 60, "That works. Shall we say the second Tuesday in March?\n\nHenry")
        .waiting_on_us()
}
