//! The types of CRM objects: their names and numbers on the wire, their scopes, and where they differ.
//!
//! Every endpoint takes a type by its plural name (`tickets`), its singular name or its type id (`0-5`). The number
//! after the dash is what the database keeps. Conversations (0-11) are absent on purpose: HubSpot defines properties
//! for them, but its object endpoints answer 404.

/// A type of CRM object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ObjectKind {
    /// A person who writes in.
    Contact,
    /// Where contacts work.
    Company,
    /// A sale.
    Deal,
    /// A request to be dealt with.
    Ticket,
    /// An offer.
    Quote,
    /// A logged message of another channel.
    Communication,
    /// An answer to a survey.
    Feedback,
    /// Something to do.
    Task,
    /// A note on a record.
    Note,
    /// A meeting.
    Meeting,
    /// A logged call.
    Call,
    /// A logged email; never one that is sent.
    Email,
    /// A user of the account as a CRM record.
    User,
}

/// Whether a call reads or writes, for the scopes it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Reads.
    Read,
    /// Writes.
    Write,
}

/// The names of one type.
struct Names {
    kind: ObjectKind,
    number: i64,
    singular: &'static str,
    plural: &'static str,
}

const ALL: [Names; 13] = [
    Names { kind: ObjectKind::Contact, number: 1, singular: "contact", plural: "contacts" },
    Names { kind: ObjectKind::Company, number: 2, singular: "company", plural: "companies" },
    Names { kind: ObjectKind::Deal, number: 3, singular: "deal", plural: "deals" },
    Names { kind: ObjectKind::Ticket, number: 5, singular: "ticket", plural: "tickets" },
    Names { kind: ObjectKind::Quote, number: 14, singular: "quote", plural: "quotes" },
    Names { kind: ObjectKind::Communication, number: 18, singular: "communication", plural: "communications" },
    Names { kind: ObjectKind::Feedback, number: 19, singular: "feedback_submission", plural: "feedback_submissions" },
    Names { kind: ObjectKind::Task, number: 27, singular: "task", plural: "tasks" },
    Names { kind: ObjectKind::Note, number: 46, singular: "note", plural: "notes" },
    Names { kind: ObjectKind::Meeting, number: 47, singular: "meeting", plural: "meetings" },
    Names { kind: ObjectKind::Call, number: 48, singular: "call", plural: "calls" },
    Names { kind: ObjectKind::Email, number: 49, singular: "email", plural: "emails" },
    Names { kind: ObjectKind::User, number: 115, singular: "user", plural: "users" },
];

impl ObjectKind {
    /// The type that a path segment names (`tickets`, `ticket`, `0-5`), in any case.
    pub fn from_path(segment: &str) -> Option<Self> {
        let name = segment.to_ascii_lowercase();
        if let Some(number) = name.strip_prefix("0-") {
            return Self::from_number(number.parse().ok()?);
        }
        ALL.iter().find(|names| names.singular == name || names.plural == name).map(|names| names.kind)
    }

    /// The type with this number, as the database keeps it.
    pub fn from_number(number: i64) -> Option<Self> {
        ALL.iter().find(|names| names.number == number).map(|names| names.kind)
    }

    /// Every type.
    pub fn all() -> impl Iterator<Item = Self> {
        ALL.iter().map(|names| names.kind)
    }

    /// The number after `0-`.
    pub fn number(self) -> i64 {
        self.names().map_or(0, |names| names.number)
    }

    /// The type id, for example `0-5`.
    pub fn type_id(self) -> String {
        format!("0-{}", self.number())
    }

    /// For example `ticket`.
    pub fn singular(self) -> &'static str {
        self.names().map_or("", |names| names.singular)
    }

    /// For example `tickets`.
    pub fn plural(self) -> &'static str {
        self.names().map_or("", |names| names.plural)
    }

    /// The scopes of which a token needs one.
    pub fn scopes(self, access: Access) -> &'static [&'static str] {
        let (read, write): (&[&str], &[&str]) = match self {
            Self::Ticket => (&["tickets", "crm.objects.tickets.read"], &["tickets", "crm.objects.tickets.write"]),
            Self::Company => (&["crm.objects.companies.read"], &["crm.objects.companies.write"]),
            Self::Deal => (&["crm.objects.deals.read"], &["crm.objects.deals.write"]),
            Self::Quote => (&["crm.objects.quotes.read"], &["crm.objects.quotes.write"]),
            Self::Feedback => (&["crm.objects.feedback_submissions.read"], &["crm.objects.feedback_submissions.write"]),
            Self::User => (&["crm.objects.users.read"], &["crm.objects.users.write"]),
            Self::Email => (&["sales-email-read", "crm.objects.contacts.read"], &["crm.objects.contacts.write"]),
            Self::Contact | Self::Communication | Self::Task | Self::Note | Self::Meeting | Self::Call => {
                (&["crm.objects.contacts.read"], &["crm.objects.contacts.write"])
            }
        };
        match access {
            Access::Read => read,
            Access::Write => write,
        }
    }

    /// The scopes of which a token needs one to see or change definitions (properties, pipelines).
    pub fn schema_scopes(self, access: Access) -> Vec<String> {
        let mut scopes: Vec<String> = self.scopes(access).iter().map(|scope| (*scope).to_owned()).collect();
        let verb = match access {
            Access::Read => "read",
            Access::Write => "write",
        };
        scopes.push(format!("crm.schemas.{}.{verb}", self.plural()));
        scopes
    }

    /// The property that holds when an object was made.
    pub fn created_property(self) -> &'static str {
        match self {
            Self::Contact | Self::Company | Self::Deal | Self::Ticket => "createdate",
            _ => "hs_createdate",
        }
    }

    /// The property that holds when an object last changed.
    pub fn modified_property(self) -> &'static str {
        match self {
            Self::Contact => "lastmodifieddate",
            _ => "hs_lastmodifieddate",
        }
    }

    /// The properties of pipeline and stage, for types that have pipelines.
    pub fn stage_properties(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Ticket => Some(("hs_pipeline", "hs_pipeline_stage")),
            Self::Deal => Some(("pipeline", "dealstage")),
            _ => None,
        }
    }

    /// What an answer contains when no property is asked for, besides the computed three.
    pub fn default_properties(self) -> &'static [&'static str] {
        match self {
            Self::Contact => &["email", "firstname", "lastname"],
            Self::Company => &["domain", "name"],
            Self::Deal => &["amount", "closedate", "dealname", "dealstage", "pipeline"],
            Self::Ticket => {
                &["content", "hs_pipeline", "hs_pipeline_stage", "hs_ticket_category", "hs_ticket_priority", "subject"]
            }
            _ => &[],
        }
    }

    /// Where the free text of a search looks.
    pub fn searchable_properties(self) -> &'static [&'static str] {
        match self {
            Self::Contact => {
                &["firstname", "lastname", "email", "phone", "mobilephone", "company", "hs_additional_emails"]
            }
            Self::Company => &["name", "domain", "phone", "website"],
            Self::Deal => &["dealname", "dealstage", "pipeline"],
            Self::Ticket => &["subject", "content", "hs_pipeline_stage", "hs_ticket_category"],
            Self::Quote => &["hs_title", "hs_quote_number"],
            Self::Communication => &["hs_communication_body"],
            Self::Feedback => &["hs_survey_name", "hs_content"],
            Self::Task => &["hs_task_subject", "hs_task_body"],
            Self::Note => &["hs_note_body"],
            Self::Meeting => &["hs_meeting_title", "hs_meeting_body"],
            Self::Call => &["hs_call_title", "hs_call_body"],
            Self::Email => &["hs_email_subject", "hs_email_text"],
            Self::User => &["hs_given_name", "hs_family_name", "hs_email"],
        }
    }

    /// Without these an object cannot be made, in any version of the API.
    pub fn required_properties(self) -> &'static [&'static str] {
        match self {
            Self::Ticket => &["hs_pipeline_stage"],
            Self::Note | Self::Task | Self::Call | Self::Meeting | Self::Email | Self::Communication => {
                &["hs_timestamp"]
            }
            _ => &[],
        }
    }

    /// True for the property whose value no two objects of this type share, besides the id.
    pub fn has_unique(self, property: &str) -> bool {
        matches!(self, Self::Contact) && property == "email"
    }

    fn names(self) -> Option<&'static Names> {
        ALL.iter().find(|names| names.kind == self)
    }
}

#[cfg(test)]
mod tests {
    use super::ObjectKind;

    #[test]
    fn a_type_is_known_by_its_plural_singular_and_number() {
        for segment in ["tickets", "ticket", "0-5", "TICKETS"] {
            assert_eq!(ObjectKind::from_path(segment), Some(ObjectKind::Ticket), "{segment}");
        }
        assert_eq!(ObjectKind::from_path("0-11"), None, "conversations have no object endpoints");
        for kind in ObjectKind::all() {
            assert_eq!(ObjectKind::from_path(&kind.type_id()), Some(kind));
            assert_eq!(ObjectKind::from_path(kind.plural()), Some(kind));
        }
    }
}
