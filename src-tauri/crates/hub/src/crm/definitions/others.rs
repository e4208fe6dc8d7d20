//! The properties of the types that a help desk only looks at or writes a few of: deals, quotes, activities, surveys.

use super::{
    ACTIVITY_CREATED, ACTIVITY_TIME, ATTACHMENTS, BuiltIn, CREATED, MODIFIED, OBJECT_ID, OWNER, OWNER_SINCE, TEAM,
    area, choice, day, html, number, text, time,
};

const QUOTE_STATES: &[(&str, &str)] = &[
    ("DRAFT", "Draft"),
    ("APPROVAL_NOT_NEEDED", "Published"),
    ("PENDING_APPROVAL", "Pending approval"),
    ("APPROVED", "Approved"),
    ("REJECTED", "Rejected"),
];
const TASK_STATES: &[(&str, &str)] = &[
    ("NOT_STARTED", "Not started"),
    ("IN_PROGRESS", "In progress"),
    ("WAITING", "Waiting"),
    ("COMPLETED", "Completed"),
    ("DEFERRED", "Deferred"),
];
const TASK_PRIORITIES: &[(&str, &str)] = &[("NONE", "None"), ("LOW", "Low"), ("MEDIUM", "Medium"), ("HIGH", "High")];
const TASK_TYPES: &[(&str, &str)] = &[("TODO", "To-do"), ("EMAIL", "Email"), ("CALL", "Call")];
const EMAIL_DIRECTIONS: &[(&str, &str)] =
    &[("EMAIL", "Sent"), ("INCOMING_EMAIL", "Incoming"), ("FORWARDED_EMAIL", "Forwarded")];
const EMAIL_STATES: &[(&str, &str)] = &[
    ("SENT", "Sent"),
    ("SENDING", "Sending"),
    ("SCHEDULED", "Scheduled"),
    ("FAILED", "Failed"),
    ("BOUNCED", "Bounced"),
];
const CALL_DIRECTIONS: &[(&str, &str)] = &[("INBOUND", "Inbound"), ("OUTBOUND", "Outbound")];
const CALL_STATES: &[(&str, &str)] = &[
    ("COMPLETED", "Completed"),
    ("BUSY", "Busy"),
    ("FAILED", "Failed"),
    ("NO_ANSWER", "No answer"),
    ("CANCELED", "Canceled"),
];
const COMMUNICATION_CHANNELS: &[(&str, &str)] =
    &[("WHATS_APP", "WhatsApp"), ("SMS", "SMS"), ("LINKEDIN_MESSAGE", "LinkedIn message")];
const SURVEYS: &[(&str, &str)] = &[("CSAT", "CSAT"), ("CES", "CES"), ("NPS", "NPS"), ("CUSTOM", "Custom")];

/// The properties of deals.
pub(super) const DEAL: &[BuiltIn] = &[
    text("dealname", "Deal Name"),
    number("amount", "Amount"),
    choice("pipeline", "Pipeline", &[]),
    choice("dealstage", "Deal Stage", &[]),
    time("closedate", "Close Date"),
    area("description", "Deal Description"),
    OWNER,
    OWNER_SINCE,
    TEAM,
    CREATED,
    MODIFIED,
    OBJECT_ID,
];

/// The properties of quotes.
pub(super) const QUOTE: &[BuiltIn] = &[
    text("hs_title", "Quote Title"),
    choice("hs_status", "Approval Status", QUOTE_STATES),
    text("hs_quote_number", "Reference number"),
    number("hs_quote_amount", "Quote Amount"),
    text("hs_currency", "Currency"),
    day("hs_expiration_date", "Expiration Date"),
    text("hs_quote_link", "Quote Link").computed(),
    text("hs_public_url_key", "Public URL Key").computed(),
    OWNER,
    OWNER_SINCE,
    ACTIVITY_CREATED,
    MODIFIED,
    OBJECT_ID,
];

/// The properties of notes.
pub(super) const NOTE: &[BuiltIn] = &[
    html("hs_note_body", "Note body"),
    ACTIVITY_TIME,
    ATTACHMENTS,
    OWNER,
    OWNER_SINCE,
    ACTIVITY_CREATED,
    MODIFIED,
    OBJECT_ID,
];

/// The properties of tasks.
pub(super) const TASK: &[BuiltIn] = &[
    text("hs_task_subject", "Task Title"),
    html("hs_task_body", "Task Notes"),
    choice("hs_task_status", "Task Status", TASK_STATES),
    choice("hs_task_priority", "Priority", TASK_PRIORITIES),
    choice("hs_task_type", "Task Type", TASK_TYPES),
    ACTIVITY_TIME,
    ATTACHMENTS,
    OWNER,
    OWNER_SINCE,
    ACTIVITY_CREATED,
    MODIFIED,
    OBJECT_ID,
];

/// The properties of logged calls.
pub(super) const CALL: &[BuiltIn] = &[
    text("hs_call_title", "Call Title"),
    html("hs_call_body", "Call notes"),
    choice("hs_call_direction", "Call direction", CALL_DIRECTIONS),
    choice("hs_call_status", "Call status", CALL_STATES),
    number("hs_call_duration", "Call duration"),
    ACTIVITY_TIME,
    ATTACHMENTS,
    OWNER,
    OWNER_SINCE,
    ACTIVITY_CREATED,
    MODIFIED,
    OBJECT_ID,
];

/// The properties of meetings.
pub(super) const MEETING: &[BuiltIn] = &[
    text("hs_meeting_title", "Meeting name"),
    html("hs_meeting_body", "Meeting description"),
    time("hs_meeting_start_time", "Meeting start time"),
    time("hs_meeting_end_time", "Meeting end time"),
    ACTIVITY_TIME,
    ATTACHMENTS,
    OWNER,
    OWNER_SINCE,
    ACTIVITY_CREATED,
    MODIFIED,
    OBJECT_ID,
];

/// The properties of logged emails.
pub(super) const EMAIL: &[BuiltIn] = &[
    text("hs_email_subject", "Email subject"),
    area("hs_email_text", "Text body"),
    html("hs_email_html", "HTML body"),
    choice("hs_email_direction", "Email Direction", EMAIL_DIRECTIONS),
    choice("hs_email_status", "Email send status", EMAIL_STATES),
    area("hs_email_headers", "Email headers"),
    ACTIVITY_TIME,
    ATTACHMENTS,
    OWNER,
    OWNER_SINCE,
    ACTIVITY_CREATED,
    MODIFIED,
    OBJECT_ID,
];

/// The properties of logged messages of other channels.
pub(super) const COMMUNICATION: &[BuiltIn] = &[
    html("hs_communication_body", "Communication body"),
    choice("hs_communication_channel_type", "Channel type", COMMUNICATION_CHANNELS),
    text("hs_communication_logged_from", "Logged from"),
    ACTIVITY_TIME,
    ATTACHMENTS,
    OWNER,
    OWNER_SINCE,
    ACTIVITY_CREATED,
    MODIFIED,
    OBJECT_ID,
];

/// The properties of answers to surveys.
pub(super) const FEEDBACK: &[BuiltIn] = &[
    text("hs_survey_name", "Survey name"),
    choice("hs_survey_type", "Survey type", SURVEYS),
    number("hs_value", "Rating"),
    area("hs_content", "Response"),
    time("hs_submission_timestamp", "Date submitted"),
    ACTIVITY_CREATED,
    MODIFIED,
    OBJECT_ID,
];

/// The properties of users of the account.
pub(super) const USER: &[BuiltIn] = &[
    text("hs_given_name", "Given name"),
    text("hs_family_name", "Family name"),
    text("hs_email", "Email"),
    text("hs_job_title", "Job title"),
    text("hs_standard_time_zone", "Time zone"),
    text("hs_main_phone", "Main phone"),
    text("hs_working_hours", "Working hours"),
    number("hs_internal_user_id", "User ID").computed(),
    ACTIVITY_CREATED,
    MODIFIED,
    OBJECT_ID,
];
