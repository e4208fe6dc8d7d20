//! The properties of tickets. The second half is help desk state that exists nowhere else in the API.

use super::{
    BuiltIn, CREATED, MERGED, MODIFIED, OBJECT_ID, OWNER, OWNER_SINCE, TEAM, area, choice, flag, number, several, text,
    time,
};

const PRIORITIES: &[(&str, &str)] = &[("LOW", "Low"), ("MEDIUM", "Medium"), ("HIGH", "High"), ("URGENT", "Urgent")];
const CATEGORIES: &[(&str, &str)] = &[
    ("PRODUCT_ISSUE", "Product issue"),
    ("BILLING_ISSUE", "Billing issue"),
    ("FEATURE_REQUEST", "Feature request"),
    ("GENERAL_INQUIRY", "General inquiry"),
];
const RESOLUTIONS: &[(&str, &str)] = &[
    ("ISSUE_FIXED", "Issue fixed"),
    ("FEATURE_REQUEST_TRACKED", "Feature request tracked"),
    ("REFUND_APPLIED", "Refund applied"),
    ("SENT_KNOWLEDGE_DOCUMENT_LINK", "Sent knowledge document link"),
];
const SOURCES: &[(&str, &str)] = &[("CHAT", "Chat"), ("EMAIL", "Email"), ("FORM", "Form"), ("PHONE", "Phone")];
const SLA_STATES: &[(&str, &str)] = &[
    ("0", "Active SLA"),
    ("1", "Overdue"),
    ("2", "Due soon"),
    ("3", "SLA completed on time"),
    ("4", "SLA completed late"),
];
const SLA_TYPES: &[(&str, &str)] = &[
    ("TIME_TO_RESPOND", "Time to first response"),
    ("TIME_TO_NEXT_RESPONSE", "Time to next response"),
    ("TIME_TO_CLOSE", "Time to close"),
];
const RELEVANT_SLA_STATES: &[(&str, &str)] = &[
    ("active_sla", "Active SLA"),
    ("due_soon", "Due soon"),
    ("overdue", "Overdue"),
    ("sla_completed_on_time", "SLA completed on time"),
    ("sla_completed_late", "SLA completed late"),
];
const PAUSES: &[(&str, &str)] = &[("ACTIVE", "Active"), ("PAUSED", "Paused")];

const INFORMATION: &str = "ticketinformation";
const ACTIVITY: &str = "ticket_activity";
const HELP_DESK: &str = "help_desk_information";
const SLA: &str = "sla_information";

const fn fact(definition: BuiltIn) -> BuiltIn {
    definition.group(HELP_DESK).computed()
}

const fn users(name: &'static str, label: &'static str) -> BuiltIn {
    several(name, label, &[]).of("USER").group(HELP_DESK).computed()
}

const fn due(name: &'static str, label: &'static str) -> BuiltIn {
    time(name, label).group(SLA).computed()
}

const fn sla(name: &'static str, label: &'static str) -> BuiltIn {
    choice(name, label, SLA_STATES).group(SLA).computed()
}

/// The properties of tickets.
pub(super) const ALL: &[BuiltIn] = &[
    text("subject", "Ticket name").group(INFORMATION),
    area("content", "Ticket description").group(INFORMATION),
    choice("hs_pipeline", "Pipeline", &[]).group(INFORMATION),
    choice("hs_pipeline_stage", "Ticket status", &[]).group(INFORMATION),
    choice("hs_ticket_priority", "Priority", PRIORITIES).group(INFORMATION),
    several("hs_ticket_category", "Category", CATEGORIES).group(INFORMATION),
    choice("hs_resolution", "Resolution", RESOLUTIONS).group(INFORMATION),
    choice("source_type", "Source", SOURCES).group(INFORMATION),
    OWNER.group(INFORMATION),
    OWNER_SINCE.group(INFORMATION),
    TEAM.group(INFORMATION),
    several("hs_assigned_team_ids", "Assigned teams", &[]).of("TEAM").group(INFORMATION),
    several("hs_tag_ids", "Ticket tags", &[]).of("TAG").group(INFORMATION),
    several("hs_file_upload", "File upload", &[]).of("FILE").group(INFORMATION),
    CREATED.group(INFORMATION),
    MODIFIED.group(INFORMATION),
    time("closed_date", "Close date").computed().group(INFORMATION),
    time("hs_last_closed_date", "Last closed date").computed().group(INFORMATION),
    time("hs_ticket_reopened_at", "Last reopened date").computed().group(INFORMATION),
    flag("hs_is_closed", "Is closed").computed().group(INFORMATION),
    OBJECT_ID.group(INFORMATION),
    number("hs_ticket_id", "Ticket ID").computed().group(INFORMATION),
    MERGED.group(INFORMATION),
    number("time_to_close", "Time to close").computed().group(ACTIVITY),
    number("time_to_first_agent_reply", "Time to first agent reply").computed().group(ACTIVITY),
    time("last_reply_date", "Last customer reply date").computed().group(ACTIVITY),
    time("first_agent_reply_date", "First agent email response date").computed().group(ACTIVITY),
    time("hs_last_message_received_at", "Date of last message received").computed().group(ACTIVITY),
    time("hs_last_message_sent_at", "Date of last message sent").computed().group(ACTIVITY),
    fact(flag("hs_in_helpdesk", "In help desk")),
    fact(flag("hs_is_visible_in_help_desk", "Is visible in help desk")),
    fact(number("hs_inbox_id", "Inbox ID")),
    fact(time("hs_helpdesk_sort_timestamp", "Help desk sort timestamp")),
    fact(flag("hs_last_message_from_visitor", "Last message from visitor")),
    fact(flag("hs_latest_message_is_thread_comment", "Latest message is a comment")),
    fact(flag("hs_is_latest_message_failed", "Latest message failed")),
    fact(several("hs_latest_message_attachment_types", "Latest message attachment types", &[]).of("ATTACHMENT_TYPE")),
    users("hs_latest_message_seen_by_agent_ids", "Latest message seen by"),
    users("hs_seen_by_agent_ids", "Seen by"),
    users("hs_snoozed_by_user_ids", "Snoozed by"),
    fact(flag("hs_snoozed_for_portal", "Snoozed for everyone")),
    users("hs_draft_user_ids", "Users with a draft"),
    users("hs_all_conversation_mentions", "All conversation mentions"),
    users("hs_mentions_user_ids", "Mentioned users"),
    users("hs_mentions_resolved_user_ids", "Users with resolved mentions"),
    fact(number("hs_originating_generic_channel_id", "Originating channel")),
    fact(number("hs_current_generic_channel_id", "Current channel")),
    fact(number("hs_originating_channel_instance_id", "Originating channel account")),
    fact(number("hs_conversations_originating_thread_id", "Originating conversation")),
    fact(text("hs_conversations_originating_message_id", "Originating message")),
    fact(number("hs_num_associated_conversations", "Number of associated conversations")),
    fact(text("hs_all_associated_contact_emails", "Associated contact emails")),
    fact(text("hs_all_associated_contact_firstnames", "Associated contact first names")),
    fact(text("hs_all_associated_contact_lastnames", "Associated contact last names")),
    fact(text("hs_all_associated_contact_companies", "Associated contact companies")),
    fact(text("hs_primary_company_name", "Primary company name")),
    due("hs_time_to_first_response_sla_at", "Time to first response SLA due date"),
    sla("hs_time_to_first_response_sla_status", "Time to first response SLA status"),
    due("hs_time_to_next_response_sla_at", "Time to next response SLA due date"),
    sla("hs_time_to_next_response_sla_status", "Time to next response SLA status"),
    due("hs_time_to_close_sla_at", "Time to close SLA due date"),
    sla("hs_time_to_close_sla_status", "Time to close SLA status"),
    choice("hs_most_relevant_sla_type", "Most relevant SLA type", SLA_TYPES).group(SLA).computed(),
    choice("hs_most_relevant_sla_status", "Most relevant SLA status", RELEVANT_SLA_STATES).group(SLA).computed(),
    choice("hs_sla_pause_status", "SLA pause status", PAUSES).group(SLA).computed(),
    fact(number("hs_last_csat_rating", "Last CSAT rating")),
    fact(area("hs_last_csat_comment", "Last CSAT comment")),
    fact(time("hs_last_csat_date", "Last CSAT date")),
    fact(number("hs_feedback_last_ces_rating", "Last CES survey rating")),
    fact(text("hs_primary_topic", "Primary topic")),
    fact(text("hs_ticket_language_ai_tag", "Ticket language")),
    fact(text("hs_customer_agent_ticket_status", "Customer agent status")),
];
