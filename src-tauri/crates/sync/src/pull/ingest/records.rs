//! What is not a conversation: tickets, contacts, people, channels, pipelines, definitions of properties.

use std::collections::BTreeMap;

use bellhop_hubspot::wire::{channels::ChannelCapabilities, conversations as wire, crm, helpdesk};
use bellhop_model::{
    Actor, ActorId, Address, Carries, Channel, ChannelAccount, Contact, ContactId, Inbox, Owner, Pipeline, Stage,
    TextStyle, Ticket, TicketId,
};
use bellhop_store::{PropertyDefinition, PropertyOption, SharedPack, StageRule};
use serde_json::{Map, Value};

/// The properties of tickets that are read.
pub const TICKET: &[&str] = &[
    "subject",
    "content",
    "hs_pipeline",
    "hs_pipeline_stage",
    "hs_ticket_priority",
    "hs_ticket_category",
    "hs_resolution",
    "source_type",
    "hubspot_owner_id",
    "hubspot_team_id",
    "hs_assigned_team_ids",
    "hs_tag_ids",
    "createdate",
    "hs_lastmodifieddate",
    "closed_date",
    "hs_ticket_reopened_at",
    "hs_is_closed",
    "hs_ticket_id",
    "hs_merged_object_ids",
    "hs_in_helpdesk",
    "hs_inbox_id",
    "hs_last_message_received_at",
    "hs_last_message_sent_at",
    "hs_last_message_from_visitor",
    "hs_latest_message_is_thread_comment",
    "hs_is_latest_message_failed",
    "hs_mentions_user_ids",
    "hs_time_to_first_response_sla_at",
    "hs_time_to_first_response_sla_status",
    "hs_time_to_next_response_sla_at",
    "hs_time_to_next_response_sla_status",
    "hs_time_to_close_sla_at",
    "hs_time_to_close_sla_status",
    "hs_most_relevant_sla_type",
    "hs_most_relevant_sla_status",
    "hs_sla_pause_status",
    "hs_all_associated_contact_emails",
    "hs_all_associated_contact_firstnames",
    "hs_all_associated_contact_lastnames",
    "hs_primary_company_name",
    "hs_last_csat_rating",
    "hs_primary_topic",
];

/// The properties of contacts that are read.
pub const CONTACT: &[&str] = &[
    "firstname",
    "lastname",
    "email",
    "phone",
    "mobilephone",
    "company",
    "jobtitle",
    "city",
    "country",
    "hs_language",
    "lifecyclestage",
    "hubspot_owner_id",
    "createdate",
    "lastmodifieddate",
    "associatedcompanyid",
];

/// The properties of companies that are read.
pub const COMPANY: &[&str] = &["name"];

/// A ticket; `contact` is what is known from elsewhere when the object itself does not tell.
pub fn ticket(object: crm::Object, contact: Option<ContactId>) -> Ticket {
    let tied = object.associations.as_ref().and_then(|all| all.get("contacts")?.results.first());
    Ticket {
        contact: tied.map(|first| ContactId::from(first.id.as_str())).or(contact),
        id: TicketId::from(object.id),
        properties: properties(object.properties),
        updated_at: object.updated_at,
    }
}

/// A contact, with the name of its company when that is known.
pub fn contact(object: crm::Object, company: Option<String>) -> Contact {
    let properties = properties(object.properties);
    Contact {
        company: company.or_else(|| properties.get("company").cloned()),
        id: object.id.into(),
        properties,
        updated_at: object.updated_at,
    }
}

fn properties(wire: crm::Properties) -> BTreeMap<String, String> {
    wire.into_iter().filter_map(|(name, value)| Some((name, value.filter(|value| !value.is_empty())?))).collect()
}

/// An actor.
pub fn actor(wire: wire::Actor) -> Actor {
    let id = ActorId::from(wire.id);
    let said = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    Actor { kind: id.kind(), id, name: said(wire.name), email: said(wire.email) }
}

/// An owner.
pub fn owner(wire: crm::Owner) -> Owner {
    let parts = [wire.first_name.as_deref(), wire.last_name.as_deref()];
    let parts: Vec<&str> = parts.into_iter().flatten().map(str::trim).filter(|part| !part.is_empty()).collect();
    let name = if parts.is_empty() { wire.email.clone().unwrap_or_else(|| wire.id.clone()) } else { parts.join(" ") };
    let queue = wire.kind == "QUEUE";
    Owner {
        id: wire.id.into(),
        actor: wire.user_id.filter(|_| !queue && !wire.archived).map(ActorId::agent),
        email: wire.email,
        name,
        archived: wire.archived,
    }
}

/// An inbox.
pub fn inbox(wire: wire::Inbox) -> Inbox {
    Inbox { id: wire.id.into(), name: wire.name, help_desk: wire.kind == "HELP_DESK" }
}

/// A channel, with what the remote says that it can carry.
pub fn channel(wire: wire::Channel, capabilities: &[ChannelCapabilities]) -> Channel {
    let told = capabilities.iter().find(|told| told.id == wire.id);
    Channel { id: wire.id.into(), name: wire.name, carries: told.map(|told| carries(&told.capabilities)) }
}

/// HubSpot names the styles that only some channels have; one that names any shows the usual ones as well.
fn carries(capabilities: &Map<String, Value>) -> Carries {
    let texts = |name: &str| {
        let all = capabilities.get(name)?.as_array()?.iter();
        Some(all.filter_map(Value::as_str).map(str::to_owned).collect::<Vec<String>>())
    };
    let number = |name: &str| capabilities.get(name).and_then(Value::as_u64);
    let named = texts("richText").unwrap_or_default();
    let mut styles = if named.is_empty() { Vec::new() } else { TextStyle::BASIC.to_vec() };
    for (name, style) in [("BLOCKQUOTE", TextStyle::Quote), ("HYPERLINK", TextStyle::Link)] {
        if named.iter().any(|one| one == name) {
            styles.push(style);
        }
    }
    let no_files = texts("outgoingAttachmentTypes").is_some_and(|kinds| !kinds.iter().any(|kind| kind == "FILE"));
    let most = number("maxFileAttachmentCount").map(|most| u32::try_from(most).unwrap_or(u32::MAX));
    Carries {
        styles,
        inline_images: capabilities.get("allowInlineImages").and_then(Value::as_bool).unwrap_or(false),
        file_types: texts("allowedFileAttachmentMimeTypes"),
        most_files: if no_files { Some(0) } else { most },
        largest_file: number("maxFileAttachmentSizeBytes"),
        largest_total: number("maxTotalFileAttachmentSizeBytes"),
    }
}

/// A channel account.
pub fn channel_account(wire: wire::ChannelAccount) -> ChannelAccount {
    let address = wire.delivery_identifier;
    ChannelAccount {
        id: wire.id.into(),
        name: wire.name,
        channel: wire.channel_id.into(),
        inbox: wire.inbox_id.into(),
        usable: wire.active && wire.authorized && !wire.archived,
        address: address.map(|found| Address { kind: found.kind, value: found.value, name: None, field: None }),
    }
}

/// A pipeline, without what is in the bin.
pub fn pipeline(wire: crm::Pipeline) -> Pipeline {
    let mut stages = wire.stages;
    stages.retain(|stage| !stage.archived);
    stages.sort_by_key(|stage| stage.display_order);
    Pipeline { id: wire.id.into(), label: wire.label, stages: stages.into_iter().map(stage).collect() }
}

fn stage(wire: crm::Stage) -> Stage {
    let says = |name: &str, wanted: &str| match wire.metadata.get(name) {
        Some(Value::String(text)) => text.eq_ignore_ascii_case(wanted),
        Some(Value::Bool(flag)) => flag.to_string() == wanted,
        _ => false,
    };
    let closed = says("isClosed", "true") || says("ticketState", "CLOSED");
    Stage { id: wire.id.into(), label: wire.label, closed }
}

/// The definition of a property.
pub fn property(wire: crm::Property) -> PropertyDefinition {
    let mut options = wire.options;
    options.sort_by_key(|option| option.display_order);
    let fixed = wire.modification_metadata.is_some_and(|metadata| metadata.read_only_value);
    PropertyDefinition {
        name: wire.name,
        label: wire.label,
        kind: wire.kind,
        field: wire.field_type,
        group: wire.group_name,
        position: wire.display_order,
        hidden: wire.hidden,
        read_only: wire.calculated || fixed,
        owner: wire.referenced_object_type.as_deref() == Some("OWNER"),
        options: options
            .into_iter()
            .map(|option| PropertyOption { value: option.value, label: option.label, hidden: option.hidden })
            .collect(),
    }
}

/// What a stage of tickets demands.
pub fn stage_rules(wire: helpdesk::StageRules) -> Vec<StageRule> {
    let properties = if wire.object_type == "tickets" { wire.required_properties } else { Vec::new() };
    let rule = |property| StageRule {
        pipeline: wire.pipeline_id.as_str().into(),
        stage: wire.stage_id.as_str().into(),
        property,
        learned_at: None,
    };
    properties.into_iter().map(rule).collect()
}

/// A pack of snippets.
pub fn shared_pack(wire: helpdesk::SnippetPack) -> SharedPack {
    let files = wire.files.into_iter().map(|file| (file.path, file.text)).collect();
    SharedPack { name: wire.name, changed_at: wire.changed_at, files }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    #[test]
    fn a_stage_is_closed_by_either_of_its_marks_and_comes_at_its_place() {
        let pipeline = pipeline(
            serde_json::from_value(json!({"id": "0", "label": "Support", "stages": [
            {"id": "4", "label": "Closed", "displayOrder": 3, "metadata": {"ticketState": "CLOSED"}},
            {"id": "9", "label": "Gone", "displayOrder": 2, "archived": true},
            {"id": "5", "label": "Done", "displayOrder": 2, "metadata": {"isClosed": "true"}},
            {"id": "1", "label": "New", "displayOrder": 0, "metadata": {"isClosed": "false", "ticketState": "OPEN"}}]}))
            .unwrap(),
        );
        let stages: Vec<_> = pipeline.stages.iter().map(|stage| (stage.label.as_str(), stage.closed)).collect();
        assert_eq!(stages, [("New", false), ("Done", true), ("Closed", true)]);
    }

    #[test]
    fn a_channel_shows_the_styles_that_it_names_and_the_usual_ones_with_them_and_none_when_it_names_none() {
        let told = |capabilities: Value| {
            let capabilities = capabilities.as_object().unwrap().clone();
            let wire = wire::Channel { id: "20001".to_owned(), name: "Web chat".to_owned() };
            channel(wire, &[ChannelCapabilities { id: "20001".to_owned(), capabilities }]).carries.unwrap()
        };
        let chat = told(json!({"richText": ["HYPERLINK", "TEXT_ALIGNMENT"], "outgoingAttachmentTypes": ["FILE"],
            "allowInlineImages": true, "allowedFileAttachmentMimeTypes": ["image/*"], "maxFileAttachmentCount": 3,
            "maxFileAttachmentSizeBytes": 1000, "maxTotalFileAttachmentSizeBytes": 2000, "fromTheFuture": {}}));
        let mut styles = TextStyle::BASIC.to_vec();
        styles.push(TextStyle::Link);
        let file_types = Some(vec!["image/*".to_owned()]);
        let (largest_file, largest_total) = (Some(1000), Some(2000));
        assert_eq!(
            chat,
            Carries { styles, inline_images: true, file_types, most_files: Some(3), largest_file, largest_total }
        );
        let bare = told(json!({"richText": [], "outgoingAttachmentTypes": ["QUICK_REPLIES"]}));
        assert_eq!(bare, Carries { most_files: Some(0), ..Carries::default() });
        let unknown = wire::Channel { id: "20001".to_owned(), name: "Web chat".to_owned() };
        assert_eq!(channel(unknown, &[]).carries().styles, [], "style could be lost on the way");
        let mail = wire::Channel { id: "1002".to_owned(), name: "Email".to_owned() };
        assert_eq!(channel(mail, &[]).carries(), Carries::everything());
    }
}
