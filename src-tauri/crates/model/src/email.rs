//! E-mail: whom a message goes to, and its subject.
//!
//! An address is checked for what no mail server could take: this side of that, only the server of the address knows.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Address;

/// The kind of an e-mail address, as the remote names it.
pub const EMAIL_ADDRESS: &str = "HS_EMAIL_ADDRESS";

/// Bytes of an address (RFC 5321, 4.5.3.1.3).
const LONGEST: usize = 254;
/// Bytes before the `@` (RFC 5321, 4.5.3.1.1).
const LONGEST_LOCAL: usize = 64;

/// Somebody who gets an e-mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct EmailPerson {
    /// Their address, as it was typed: it may be wrong.
    pub address: String,
    /// Their name.
    #[serde(default)]
    pub name: Option<String>,
}

/// Everybody who gets an e-mail.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct EmailPeople {
    /// Whom it is for.
    pub to: Vec<EmailPerson>,
    /// Who shall know of it.
    pub cc: Vec<EmailPerson>,
    /// Who shall know of it without the others seeing that.
    pub bcc: Vec<EmailPerson>,
}

/// Whom an e-mail goes to, and its subject.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct EmailHead {
    /// Everybody who gets it.
    #[serde(flatten)]
    pub people: EmailPeople,
    /// Its subject.
    pub subject: String,
}

impl EmailPeople {
    /// Everybody with the field that they stand in.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, &EmailPerson)> {
        let to = self.to.iter().map(|one| ("TO", one));
        let cc = self.cc.iter().map(|one| ("CC", one));
        to.chain(cc).chain(self.bcc.iter().map(|one| ("BCC", one)))
    }

    /// The addresses as the remote knows them. Who stands in several fields gets one message, by the first of them.
    pub fn addresses(&self) -> Vec<Address> {
        let mut addresses: Vec<Address> = Vec::new();
        for (field, person) in self.all() {
            let value = person.address.trim();
            if addresses.iter().any(|known| known.value.eq_ignore_ascii_case(value)) {
                continue;
            }
            addresses.push(Address {
                kind: EMAIL_ADDRESS.to_owned(),
                value: value.to_owned(),
                name: person.name.as_deref().map(one_line).filter(|name| !name.is_empty()),
                field: Some(field.to_owned()),
            });
        }
        addresses
    }

    /// From addresses as the remote knows them; other kinds than e-mail are left out.
    pub fn of(addresses: &[Address]) -> Self {
        let mut people = Self::default();
        for address in addresses.iter().filter(|address| address.kind == EMAIL_ADDRESS) {
            let person = EmailPerson { address: address.value.clone(), name: address.name.clone() };
            match address.field.as_deref() {
                Some("CC") => people.cc.push(person),
                Some("BCC") => people.bcc.push(person),
                _ => people.to.push(person),
            }
        }
        people
    }
}

/// True for what can be an e-mail address: one `@`, a name before it, a host with a dot after it, nothing that would end a
/// header's line.
pub fn is_email_address(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else { return false };
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"()<>[]\\,;:\"@".contains(c);
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    text.len() <= LONGEST
        && (1..=LONGEST_LOCAL).contains(&local.len())
        && local.chars().all(plain)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && host.contains('.')
        && host.split('.').all(label)
}

/// A text as it can stand in a header: one line, no control characters.
pub fn one_line(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn person(address: &str) -> EmailPerson {
        EmailPerson { address: address.to_owned(), name: None }
    }

    #[test]
    fn what_no_mail_server_could_take_is_no_address() {
        for good in [
            "anna@example.com",
            "a.b+c@sub.example.com",
            "zażółć@przykład.pl",
            "o'neill@example.co.uk",
            "x@xn--p-1ia.pl",
        ] {
            assert!(is_email_address(good), "{good}");
        }
        let long = format!("{}@example.com", "a".repeat(65));
        for bad in [
            "",
            "anna",
            "anna@",
            "@example.com",
            "anna@example",
            "anna@@example.com",
            "an na@example.com",
            "anna@example..com",
            "anna@-example.com",
            ".anna@example.com",
            "anna.@example.com",
            "anna@example.com\r\nBcc: all@example.com",
            "Anna <anna@example.com>",
            "a@b.c, d@e.f",
            "anna@exa_mple.com",
            long.as_str(),
        ] {
            assert!(!is_email_address(bad), "{bad:?}");
        }
    }

    #[test]
    fn who_stands_in_several_fields_gets_one_message_and_no_name_ends_a_line() {
        let mallory = EmailPerson { address: " c@example.com ".to_owned(), name: Some("Mal\r\nBcc: x".to_owned()) };
        let people = EmailPeople {
            to: vec![person("a@example.com")],
            cc: vec![person("A@Example.com"), mallory],
            bcc: vec![person("d@example.com")],
        };
        let told: Vec<_> =
            people.addresses().into_iter().map(|one| (one.field.unwrap(), one.value, one.name)).collect();
        let (to, cc, bcc) = ("TO".to_owned(), "CC".to_owned(), "BCC".to_owned());
        assert_eq!(
            told,
            [
                (to, "a@example.com".to_owned(), None),
                (cc, "c@example.com".to_owned(), Some("Mal Bcc: x".to_owned())),
                (bcc, "d@example.com".to_owned(), None),
            ]
        );
    }

    #[test]
    fn people_come_back_from_the_addresses_that_they_became() {
        let people = EmailPeople {
            to: vec![person("a@example.com")],
            cc: vec![person("b@example.com")],
            bcc: vec![person("c@example.com")],
        };
        assert_eq!(EmailPeople::of(&people.addresses()), people);
    }
}
