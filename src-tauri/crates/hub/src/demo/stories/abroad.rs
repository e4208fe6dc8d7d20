//! Conversations with customers abroad.

use super::super::{
    media::{Picture, Voice},
    people::Rep::{Alex, Piotr, Sofia},
    story::{Outcome, Piece, Place, Story, story},
};
use Place::{Harbour, WebChat};
use serde_json::json;

pub(super) fn stories() -> Vec<Story> {
    vec![login(), order(), saturday(), refund(), berlin(), sevilla(), plan(), wholesale(), plant(), lost()]
}

fn login() -> Story {
    story("lucia.garcia", WebChat, 9, "Cannot log in after update")
        .filed("HIGH", "PRODUCT_ISSUE")
        .asks(0, "Hi! Since this morning the shop says my password is wrong, but it is not.")
        .with(Piece::Photo(Picture::AppError, "error.png"))
        .taken(3, Sofia)
        .says(2, Sofia, "Sorry about that, Lucía. We moved accounts to a new system last night. Could you tell me the e-mail address you use?")
        .asks(4, "lucia.garcia@example.com, same as here")
        .notes(2, Sofia, "Her account was imported twice. Merged, asked for a password reset.")
        .says(1, Sofia, "I have reset it, please try once more with the link that I just mailed you: https://latarnia.example.com/reset")
        .waiting_on_contact()
}

fn order() -> Story {
    story("emma.meyer", Harbour, 31, "Where is my order?")
        .filed("MEDIUM", "GENERAL_INQUIRY")
        .asks(0, "Hello, order 48155 was due on Friday. Tracking has not moved since.")
        .with(Piece::Photo(Picture::Label, "label.png"))
        .taken(9, Sofia)
        .says(3, Sofia, "Hi Emma, it is at the depot in Hamburg. Would you like to collect it, or shall they come again tomorrow?")
        .asks(5, "Tomorrow please, I am here:")
        .with(Piece::Other(json!({
            "type": "LOCATION", "latitude": 53.5503, "longitude": 9.9920, "name": "Office", "address": "Speicherstraße 12, Hamburg",
            "url": "https://maps.example.com/?q=53.5503,9.9920"
        })))
        .says(2, Sofia, "Booked for tomorrow between 9 and 12.")
        .asks(1, "")
        .with(Piece::MovingSticker)
}

fn saturday() -> Story {
    story("rosa.conti", Harbour, 2 * 24 * 60 + 130, "Delivery on Saturday?")
        .filed("MEDIUM", "GENERAL_INQUIRY")
        .asks(0, "Is Saturday possible for Milan? Our café opens on Sunday and the mugs are still with you :)")
        .taken(20, Alex)
        .says(4, Alex, "We can do Saturday by express. Which time suits you?")
        .with(Piece::Other(json!({
            "type": "QUICK_REPLIES", "allowMultiSelect": true, "allowUserInput": true,
            "quickReplies": [{ "value": "8 to 12", "valueType": "TEXT" }, { "value": "12 to 16", "valueType": "TEXT" }]
        })))
        .asks(6, "8 to 12. Please call my colleague at the door:")
        .with(Piece::Other(json!({
            "type": "CONTACT",
            "contactProfile": {
                "name": { "formattedName": "Giulia Ferri", "firstName": "Giulia", "lastName": "Ferri" },
                "org": { "company": "Casa Conti", "title": "Barista" },
                "phones": [{ "phone": "+39 320 100299", "type": "WORK" }],
                "emails": [{ "email": "giulia@casaconti.example.com", "type": "WORK" }],
                "addresses": [{ "street": "Via dei Lampioni 8", "city": "Milano", "country": "Italia" }],
                "urls": [{ "url": "https://casaconti.example.com", "type": "WORK" }]
            }
        })))
        .waiting_on_us()
}

fn refund() -> Story {
    story("sean.murphy", WebChat, 140, "Refund for two chipped cups")
        .filed("HIGH", "BILLING_ISSUE")
        .asks(0, "Two of the twenty-four cups came chipped. A refund for those two is fine, no need to send new ones.")
        .taken(12, Sofia)
        .says(2, Sofia, "Thanks Seán. I have asked our accounts for 2 × €14.50; you will have it within three days.")
        .says(1, Sofia, "Here is the credit note.")
        .with(Piece::Pdf(
            "credit-note-118.pdf",
            &["Credit note 118", "2 x cup, copper glaze", "2 x EUR 14.50", "Total: EUR 29.00"],
        ))
        .went(Outcome::Failed("The visitor's browser did not accept the file."))
        .waiting_on_us()
}

fn berlin() -> Story {
    story("mia.schneider", Harbour, 410, "Lieferung nach Berlin")
        .filed("LOW", "GENERAL_INQUIRY")
        .asks(0, "Guten Tag, liefern Sie auch auf Rechnung? Wir möchten 40 Tassen für unser Café bestellen.")
        .taken(25, Sofia)
        .says(
            3,
            Sofia,
            "Guten Tag Frau Schneider, ja, ab der zweiten Bestellung. Für die erste reicht eine Anzahlung von 30 %.",
        )
        .asks(18, "Prima, dann bestelle ich morgen. Danke!")
        .waiting_on_contact()
}

fn sevilla() -> Story {
    story("carmen.ortiz", WebChat, 650, "Pedido de lámparas")
        .filed("MEDIUM", "GENERAL_INQUIRY")
        .asks(0, "Hola, ¿tenéis la lámpara de mesa en color verde? Necesito seis para el taller.")
        .with(Piece::Photo(Picture::Lamp, "lampara.png"))
        .taken(14, Sofia)
        .says(2, Sofia, "¡Hola Carmen! Sí, nos quedan ocho. ¿Te las aparto hasta el viernes?")
        .asks(9, "Perfecto, mil gracias 🙏")
        .closed(20, Sofia)
}

fn plan() -> Story {
    story("harriet.cole", WebChat, 55, "Change of plan")
        .filed("LOW", "BILLING_ISSUE")
        .asks(0, "Could I move my tea subscription from monthly to every second month? Drowning in tea over here.")
        .says(6, Alex, "Of course, I can move you to every second month. From December, or already this month?")
        .asks(4, "December please!")
        .waiting_on_us()
}

fn wholesale() -> Story {
    story("james.okafor", Harbour, 3 * 24 * 60 + 75, "Mugs with our logo")
        .filed("MEDIUM", "FEATURE_REQUEST")
        .asks(0, "Do you print logos? We would want about 60 mugs for our team, two colours.")
        .taken(30, Piotr)
        .says(6, Piotr, "We do, from 24 pieces. Could you send the logo as a vector file?")
        .asks(55, "Here it is. And listen to what our office choir recorded for you, ha ha")
        .with(Piece::Note("logo-notes.txt", "Green: #17695A\nBrass: #B27A12\nMinimum width 32 mm\n"))
        .with(Piece::Melody("office-choir.wav"))
        .says(20, Piotr, "Wonderful on both counts. A proof follows tomorrow.")
        .closed(24 * 60, Piotr)
}

fn plant() -> Story {
    story("amelia.wright", WebChat, 4 * 24 * 60, "Which pot fits?")
        .filed("LOW", "GENERAL_INQUIRY")
        .asks(0, "Will this one fit the 18 cm pot?")
        .with(Piece::Photo(Picture::Plant, "cactus.png"))
        .taken(16, Sofia)
        .says(2, Sofia, "It will, with room to grow. Put some gravel at the bottom.")
        .answering(2)
        .asks(3, "You are the best")
        .closed(12, Sofia)
}

fn lost() -> Story {
    story("fiona.walsh", Harbour, 18, "Parcel marked as delivered")
        .filed("URGENT", "PRODUCT_ISSUE")
        .asks(0, "The app says delivered, nobody was at home and there is nothing at the door.")
        .asks(2, "")
        .with(Piece::VoiceNote(Voice::High, 23))
        .asks(1, "It is a birthday present for Thursday 😢")
}
