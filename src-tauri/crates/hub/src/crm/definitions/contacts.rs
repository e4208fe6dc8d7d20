//! The properties of contacts and companies.

use super::{
    BuiltIn, CREATED, MERGED, MODIFIED, OBJECT_ID, OWNER, OWNER_SINCE, TEAM, area, choice, number, phone, several,
    text, time,
};

const LIFECYCLE: &[(&str, &str)] = &[
    ("subscriber", "Subscriber"),
    ("lead", "Lead"),
    ("marketingqualifiedlead", "Marketing Qualified Lead"),
    ("salesqualifiedlead", "Sales Qualified Lead"),
    ("opportunity", "Opportunity"),
    ("customer", "Customer"),
    ("evangelist", "Evangelist"),
    ("other", "Other"),
];
const LEAD_STATES: &[(&str, &str)] = &[
    ("NEW", "New"),
    ("OPEN", "Open"),
    ("IN_PROGRESS", "In Progress"),
    ("OPEN_DEAL", "Open Deal"),
    ("UNQUALIFIED", "Unqualified"),
    ("ATTEMPTED_TO_CONTACT", "Attempted to Contact"),
    ("CONNECTED", "Connected"),
    ("BAD_TIMING", "Bad Timing"),
];

const CONTACT_GROUP: &str = "contactinformation";
const COMPANY_GROUP: &str = "companyinformation";

/// The properties of contacts.
pub(super) const CONTACT: &[BuiltIn] = &[
    text("email", "Email").unique().group(CONTACT_GROUP),
    text("firstname", "First Name").group(CONTACT_GROUP),
    text("lastname", "Last Name").group(CONTACT_GROUP),
    phone("phone", "Phone Number").group(CONTACT_GROUP),
    phone("mobilephone", "Mobile Phone Number").group(CONTACT_GROUP),
    phone("hs_whatsapp_phone_number", "WhatsApp Phone Number").group(CONTACT_GROUP),
    text("company", "Company Name").group(CONTACT_GROUP),
    text("jobtitle", "Job Title").group(CONTACT_GROUP),
    text("website", "Website URL").group(CONTACT_GROUP),
    text("address", "Street Address").group(CONTACT_GROUP),
    text("city", "City").group(CONTACT_GROUP),
    text("state", "State/Region").group(CONTACT_GROUP),
    text("zip", "Postal Code").group(CONTACT_GROUP),
    text("country", "Country/Region").group(CONTACT_GROUP),
    text("hs_language", "Preferred language").group(CONTACT_GROUP),
    text("hs_timezone", "Time Zone").group(CONTACT_GROUP),
    area("message", "Message").group(CONTACT_GROUP),
    choice("lifecyclestage", "Lifecycle Stage", LIFECYCLE).group(CONTACT_GROUP),
    choice("hs_lead_status", "Lead Status", LEAD_STATES).group(CONTACT_GROUP),
    several("hs_additional_emails", "Additional email addresses", &[]).of("EMAIL").group(CONTACT_GROUP),
    number("associatedcompanyid", "Primary Associated Company ID").group(CONTACT_GROUP),
    text("hs_avatar_filemanager_key", "Avatar FileManager key").hidden().group(CONTACT_GROUP),
    text("hs_full_name_or_email", "Full name or email").computed().group(CONTACT_GROUP),
    time("notes_last_contacted", "Last Contacted").computed().group(CONTACT_GROUP),
    OWNER.group(CONTACT_GROUP),
    OWNER_SINCE.group(CONTACT_GROUP),
    TEAM.group(CONTACT_GROUP),
    CREATED.group(CONTACT_GROUP),
    time("lastmodifieddate", "Last Modified Date").computed().group(CONTACT_GROUP),
    OBJECT_ID.group(CONTACT_GROUP),
    MERGED.group(CONTACT_GROUP),
];

/// The properties of companies.
pub(super) const COMPANY: &[BuiltIn] = &[
    text("name", "Company name").group(COMPANY_GROUP),
    text("domain", "Company Domain Name").group(COMPANY_GROUP),
    phone("phone", "Phone Number").group(COMPANY_GROUP),
    text("website", "Website URL").group(COMPANY_GROUP),
    area("description", "Description").group(COMPANY_GROUP),
    text("industry", "Industry").group(COMPANY_GROUP),
    text("address", "Street Address").group(COMPANY_GROUP),
    text("city", "City").group(COMPANY_GROUP),
    text("state", "State/Region").group(COMPANY_GROUP),
    text("zip", "Postal Code").group(COMPANY_GROUP),
    text("country", "Country/Region").group(COMPANY_GROUP),
    number("numberofemployees", "Number of Employees").group(COMPANY_GROUP),
    number("annualrevenue", "Annual Revenue").group(COMPANY_GROUP),
    choice("lifecyclestage", "Lifecycle Stage", LIFECYCLE).group(COMPANY_GROUP),
    OWNER.group(COMPANY_GROUP),
    OWNER_SINCE.group(COMPANY_GROUP),
    TEAM.group(COMPANY_GROUP),
    CREATED.group(COMPANY_GROUP),
    MODIFIED.group(COMPANY_GROUP),
    OBJECT_ID.group(COMPANY_GROUP),
    MERGED.group(COMPANY_GROUP),
];
