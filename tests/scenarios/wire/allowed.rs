//! What HubSpot's documentation names: every call, its parameters and the fields of its body, down to the leaves.
//!
//! The table is ours, written from the project's notes on the public API; the sections are theirs. A list is `name[]`, any
//! name of a map is `*`, any one segment of a path is in braces.

use super::recorder::Request;

/// A call: its method, its path, the parameters of its query, the fields of its body.
struct Named(&'static str, &'static str, &'static str, &'static str);

const CALLS: &[Named] = &[
    // 7.1: trying a token.
    Named("GET", "/account-info/2026-03/details", "", ""),
    // 1.1 to 1.4: conversations.
    Named("GET", "/conversations/conversations/2026-09/inboxes", "after limit defaultPageLength sort archived", ""),
    Named("GET", "/conversations/conversations/2026-09/channels", "after limit defaultPageLength sort", ""),
    Named(
        "GET",
        "/conversations/conversations/2026-09/channel-accounts",
        "after limit defaultPageLength sort archived channelId inboxId",
        "",
    ),
    Named(
        "GET",
        "/conversations/conversations/2026-09/threads",
        "after limit sort latestMessageTimestampAfter threadStatus inboxId associatedContactId associatedTicketId \
         association archived property",
        "",
    ),
    Named("GET", "/conversations/conversations/2026-09/threads/{id}", "association archived property", ""),
    Named("PATCH", "/conversations/conversations/2026-09/threads/{id}", "archived", "status archived"),
    Named("PUT", "/conversations/conversations/2026-09/threads/{id}/assignee", "", "actorId"),
    Named("DELETE", "/conversations/conversations/2026-09/threads/{id}/assignee", "", ""),
    Named(
        "GET",
        "/conversations/conversations/2026-09/threads/{id}/messages",
        "after limit sort archived property",
        "",
    ),
    Named("GET", "/conversations/conversations/2026-09/threads/{id}/messages/{message}", "property", ""),
    Named(
        "GET",
        "/conversations/conversations/2026-09/threads/{id}/messages/{message}/original-content",
        "property",
        "",
    ),
    Named("POST", "/conversations/conversations/2026-09/actors/batch/read", "property", "inputs[]"),
    // 3.1 to 3.5 and 3.8: the CRM.
    Named(
        "GET",
        "/crm/objects/2026-09/{type}",
        "limit after properties propertiesWithHistory associations archived",
        "",
    ),
    Named(
        "GET",
        "/crm/objects/2026-09/{type}/{id}",
        "idProperty properties propertiesWithHistory associations archived",
        "",
    ),
    Named("PATCH", "/crm/objects/2026-09/{type}/{id}", "idProperty", "properties.*"),
    Named(
        "POST",
        "/crm/objects/2026-09/{type}/batch/read",
        "archived",
        "inputs[].id properties[] propertiesWithHistory[] idProperty",
    ),
    Named(
        "POST",
        "/crm/objects/2026-09/{type}/search",
        "",
        "filterGroups[] filterGroups[].filters[] filterGroups[].filters[].propertyName filterGroups[].filters[].operator \
         filterGroups[].filters[].value filterGroups[].filters[].highValue filterGroups[].filters[].values[] sorts[] \
         sorts[].propertyName sorts[].direction query properties[] limit after",
    ),
    Named("POST", "/crm/associations/2026-09/{from}/{to}/batch/read", "", "inputs[].id inputs[].after"),
    Named("GET", "/crm/pipelines/2026-09/{type}", "", ""),
    Named("GET", "/crm/properties/2026-09/{type}", "archived dataSensitivity locale properties", ""),
    Named("GET", "/crm/owners/2026-09", "limit email archived after", ""),
    // 4: files.
    Named(
        "POST",
        "/files/2026-09/files",
        "",
        "file folderId folderPath fileName charsetHunch options.access options.expiresAt options.overwrite \
         options.duplicateValidationStrategy options.duplicateValidationScope",
    ),
    Named("GET", "/files/2026-09/files/{id}", "", ""),
    Named("GET", "/files/2026-09/files/{id}/signed-url", "size upscale expirationSeconds", ""),
    Named(
        "GET",
        "/files/2026-09/files/search",
        "ids name path parentFolderIds fileMd5 type extension limit after createdAtGte updatedAtGte",
        "",
    ),
    // 5: what is inserted.
    Named("GET", "/scheduler/2026-09/meetings/meeting-links", "after limit name organizerUserId type", ""),
    Named("GET", "/cms/site-search/2026-03/search", "q types limit offset", ""),
];

const MESSAGES: &str = "/conversations/conversations/2026-09/threads/{id}/messages";

/// 1.6: the two bodies of a send call. A comment has no sender and nobody whom it is for.
const SENT: &[(&str, &str)] = &[
    (
        "MESSAGE",
        "type text richText subject channelId channelAccountId senderActorId recipients[] recipients[].actorId \
         recipients[].name recipients[].recipientField recipients[].deliveryIdentifier.type \
         recipients[].deliveryIdentifier.value recipients[].deliveryIdentifiers[].type \
         recipients[].deliveryIdentifiers[].value attachments[] attachments[].type attachments[].fileId \
         attachments[].quickReplies[].value attachments[].quickReplies[].valueType attachments[].quickReplies[].label \
         attachments[].allowMultiSelect attachments[].allowUserInput",
    ),
    ("COMMENT", "type text richText attachments[] attachments[].type attachments[].fileId"),
];

/// What a request has that the documentation does not name; nothing when all of it is named.
pub fn unnamed(request: &Request) -> Vec<String> {
    if request.method == "POST" && fits(MESSAGES, &request.path) {
        let kind = request.kind.as_deref().unwrap_or("nothing");
        return match SENT.iter().find(|(name, _)| *name == kind) {
            Some((_, body)) => beyond(request, "", body),
            None => vec![format!("{} of {kind}", call(request))],
        };
    }
    let named = CALLS.iter().find(|Named(method, path, ..)| *method == request.method && fits(path, &request.path));
    match named {
        Some(Named(_, _, query, body)) => beyond(request, query, body),
        None => vec![call(request)],
    }
}

/// Whether a path is of this form.
pub fn fits(form: &str, path: &str) -> bool {
    let (form, path): (Vec<&str>, Vec<&str>) = (form.split('/').collect(), path.split('/').collect());
    let same = |(form, part): (&&str, &&str)| form == part || (form.starts_with('{') && !part.is_empty());
    form.len() == path.len() && form.iter().zip(&path).all(same)
}

fn beyond(request: &Request, query: &str, body: &str) -> Vec<String> {
    let is = |allowed: &str, name: &str| {
        allowed
            .split_whitespace()
            .any(|one| one == name || one.strip_suffix('*').is_some_and(|map| name.starts_with(map)))
    };
    let parameters =
        request.query.iter().filter(|name| !is(query, name)).map(|name| format!("{}?{name}", call(request)));
    let fields = request.fields.iter().filter(|name| !is(body, name)).map(|name| format!("{} {name}", call(request)));
    let headers = request.headers.iter().map(|name| format!("{} with the header {name}", call(request)));
    parameters.chain(fields).chain(headers).collect()
}

fn call(request: &Request) -> String {
    format!("{} {}", request.method, request.path)
}
