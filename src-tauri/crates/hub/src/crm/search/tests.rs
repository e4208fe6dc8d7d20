//! The search against a database in memory: filters, the wall, the lag, the speed of walking.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::time::Duration;

use bellhop_hubspot::wire::crm::Properties;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction};
use serde_json::{Value, json};

use super::*;
use crate::{
    crm::{associate, create_object, set_properties},
    db::in_memory,
};

fn at(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_700_000_000_000 + millis).unwrap()
}

fn ticket(tx: &Transaction<'_>, properties: Value, millis: i64) -> i64 {
    let properties: Properties = serde_json::from_value(properties).unwrap();
    create_object(tx, ObjectKind::Ticket, properties, at(millis)).unwrap()
}

fn wanted(body: Value) -> Search {
    SearchBody(body).read().unwrap()
}

fn search_at(connection: &Connection, body: Value, now: DateTime<Utc>) -> Result<(u64, Vec<i64>), String> {
    let page = find(connection, ObjectKind::Ticket, &wanted(body), to_millis(now)).map_err(|error| error.message)?;
    Ok((page.total.unwrap(), page.results.iter().map(|shown| shown.object.id.parse().unwrap()).collect()))
}

fn filtered(connection: &Connection, filters: Value) -> Vec<i64> {
    let body = json!({ "filterGroups": [{ "filters": filters }] });
    search_at(connection, body, at(1_000_000)).unwrap().1
}

#[test]
fn every_operator_finds_what_it_should_and_nothing_else() {
    let mut connection = in_memory().unwrap();
    let tx = connection.transaction().unwrap();
    let printer = ticket(&tx, json!({ "subject": "Printer broken", "hs_ticket_priority": "HIGH" }), 0);
    let invoice = ticket(&tx, json!({ "subject": "Invoice", "hs_ticket_category": "BILLING_ISSUE;PRODUCT_ISSUE" }), 10);
    let closed = ticket(&tx, json!({ "subject": "Done", "hs_pipeline_stage": "4", "time_to_close": "12" }), 20);
    let one = |name: &str, operator: &str, value: &str| {
        filtered(&tx, json!([{ "propertyName": name, "operator": operator, "value": value }]))
    };
    assert_eq!(one("hs_ticket_priority", "EQ", "HIGH"), [printer]);
    assert_eq!(one("hs_ticket_priority", "NEQ", "LOW"), [printer], "objects without a value are no match");
    assert_eq!(one("subject", "EQ", "printer BROKEN"), [printer], "texts compare without regard to case");
    assert_eq!(one("subject", "CONTAINS_TOKEN", "print*"), [printer]);
    assert_eq!(one("subject", "NOT_CONTAINS_TOKEN", "printer"), [invoice, closed]);
    assert_eq!(one("hs_ticket_category", "EQ", "PRODUCT_ISSUE"), [invoice], "one of several options");
    assert_eq!(one("hs_is_closed", "EQ", "true"), [closed]);
    assert_eq!(one("time_to_close", "LTE", "12"), [closed]);
    assert_eq!(one("time_to_close", "LT", "12"), [] as [i64; 0]);
    let created = (1_700_000_000_010_i64).to_string();
    assert_eq!(one("createdate", "GT", &created), [closed]);
    assert_eq!(one("createdate", "GTE", &created), [invoice, closed]);
    assert_eq!(one("closed_date", "GTE", "1700000000020"), [closed], "milliseconds against a stored moment");
    assert_eq!(one("closed_date", "GT", "1700000000020"), [] as [i64; 0]);
    assert_eq!(one("hs_object_id", "EQ", &invoice.to_string()), [invoice]);
    let has = |operator| filtered(&tx, json!([{ "propertyName": "hs_ticket_priority", "operator": operator }]));
    assert_eq!((has("HAS_PROPERTY"), has("NOT_HAS_PROPERTY")), (vec![printer], vec![invoice, closed]));
    let among = |operator, values: Value| {
        filtered(&tx, json!([{ "propertyName": "subject", "operator": operator, "values": values }]))
    };
    assert_eq!(among("IN", json!(["done", "invoice"])), [invoice, closed]);
    assert_eq!(among("IN", json!(["Done"])), [] as [i64; 0], "IN on texts wants lower case");
    assert_eq!(among("NOT_IN", json!(["done", "invoice"])), [printer]);
    let between =
        json!([{ "propertyName": "createdate", "operator": "BETWEEN", "value": created, "highValue": created }]);
    assert_eq!(filtered(&tx, between), [invoice]);
}

#[test]
fn groups_are_ored_and_associations_filter_by_the_other_end() {
    let mut connection = in_memory().unwrap();
    let tx = connection.transaction().unwrap();
    let first = ticket(&tx, json!({ "subject": "a", "hs_ticket_priority": "LOW" }), 0);
    let second = ticket(&tx, json!({ "subject": "b", "hs_ticket_priority": "LOW" }), 1);
    let third = ticket(&tx, json!({ "subject": "c" }), 2);
    let contact = create_object(&tx, ObjectKind::Contact, Properties::new(), at(0)).unwrap();
    associate(&tx, (ObjectKind::Contact, contact), (ObjectKind::Ticket, second), 15).unwrap();
    let low = json!({ "propertyName": "hs_ticket_priority", "operator": "EQ", "value": "LOW" });
    let a = json!({ "propertyName": "subject", "operator": "EQ", "value": "a" });
    let c = json!({ "propertyName": "subject", "operator": "EQ", "value": "c" });
    let body = json!({ "filterGroups": [{ "filters": [low, a] }, { "filters": [c] }] });
    assert_eq!(search_at(&tx, body, at(9)).unwrap(), (2, vec![first, third]));
    let of = json!([{ "propertyName": "associations.contact", "operator": "EQ", "value": contact }]);
    assert_eq!(filtered(&tx, of), [second]);
}

#[test]
fn both_forms_of_sorting_work_and_free_text_finds_beginnings_of_words() {
    let mut connection = in_memory().unwrap();
    let tx = connection.transaction().unwrap();
    let b = ticket(&tx, json!({ "subject": "b printer" }), 0);
    let a = ticket(&tx, json!({ "subject": "A scanner", "content": "next to the printer" }), 1);
    let by = |sorts: Value| search_at(&tx, json!({ "sorts": sorts }), at(9)).unwrap().1;
    assert_eq!(by(json!([{ "propertyName": "subject", "direction": "ASCENDING" }])), [a, b]);
    assert_eq!(by(json!([{ "propertyName": "createdate", "direction": "DESCENDING" }])), [a, b]);
    assert_eq!(by(json!(["subject"])), [a, b]);
    assert_eq!(by(json!(["-subject"])), [b, a]);
    assert_eq!(by(json!([])), [b, a], "the oldest first");
    assert_eq!(search_at(&tx, json!({ "query": "PRINT scan" }), at(9)).unwrap(), (1, vec![a]));
}

#[test]
fn offsets_end_at_the_wall_and_limit_zero_only_counts() {
    let mut connection = in_memory().unwrap();
    let tx = connection.transaction().unwrap();
    let ids: Vec<i64> = (0..5).map(|number| ticket(&tx, json!({ "subject": "x" }), number)).collect();
    let body = |after: Value, limit: u32| json!({ "after": after, "limit": limit });
    assert_eq!(search_at(&tx, body(json!(0), 0), at(9)).unwrap(), (5, vec![]));
    assert_eq!(search_at(&tx, body(json!("3"), 2), at(9)).unwrap(), (5, ids[3..].to_vec()));
    let page = find(&tx, ObjectKind::Ticket, &wanted(body(json!(null), 2)), to_millis(at(9))).unwrap();
    assert_eq!(page.after(), Some("2"));
    assert!(search_at(&tx, body(json!(9_900), 100), at(9)).is_ok());
    assert!(search_at(&tx, body(json!(9_901), 100), at(9)).unwrap_err().contains("10000"));
    assert!(search_at(&tx, body(json!("abc"), 10), at(9)).is_err());
    assert!(search_at(&tx, body(json!(0), 201), at(9)).is_err());
}

#[test]
fn what_cannot_be_searched_is_refused() {
    let connection = in_memory().unwrap();
    let refused = |body: Value| search_at(&connection, body, at(0)).is_err();
    let filter = |value: Value| json!({ "filterGroups": [{ "filters": [value] }] });
    assert!(refused(filter(json!({ "propertyName": "no_such", "operator": "EQ", "value": "1" }))));
    assert!(refused(filter(json!({ "propertyName": "subject", "operator": "LIKE", "value": "1" }))));
    assert!(refused(filter(json!({ "propertyName": "subject", "operator": "EQ" }))));
    assert!(refused(filter(json!({ "propertyName": "createdate", "operator": "GT", "value": "soon" }))));
    assert!(refused(json!({ "sorts": ["subject", "content"] })));
    let one = json!({ "propertyName": "subject", "operator": "EQ", "value": "1" });
    assert!(refused(json!({ "filterGroups": [{ "filters": vec![one.clone(); 7] }] })), "seven filters in a group");
    assert!(refused(json!({ "filterGroups": vec![json!({ "filters": [one] }); 6] })), "six groups");
}

#[test]
fn the_index_lags_behind_writes_and_shows_what_it_last_knew() {
    let mut connection = in_memory().unwrap();
    let tx = connection.transaction().unwrap();
    search_snapshots::set_lag(&tx, Duration::from_secs(2)).unwrap();
    let id = ticket(&tx, json!({ "subject": "first" }), 0);
    let subjects = |millis: i64| -> Vec<String> {
        let page = find(&tx, ObjectKind::Ticket, &wanted(json!({})), to_millis(at(millis))).unwrap();
        page.results.into_iter().map(|it| it.object.properties["subject"].clone().unwrap()).collect()
    };
    let write = |subject: &str, millis: i64| {
        let properties = Properties::from([("subject".to_owned(), Some(subject.to_owned()))]);
        set_properties(&tx, ObjectKind::Ticket, id, &properties, at(millis)).unwrap();
    };
    assert!(subjects(1_999).is_empty(), "a new ticket is not in the index yet");
    assert_eq!(subjects(2_000), ["first"]);
    write("second", 10_000);
    write("third", 11_000);
    assert_eq!(subjects(11_500), ["first"], "the index knows neither write");
    assert_eq!(subjects(12_500), ["second"], "the index knows the first write");
    assert_eq!(subjects(13_000), ["third"]);
    crate::crm::archive_object(&tx, ObjectKind::Ticket, id, at(20_000)).unwrap();
    assert_eq!(subjects(21_000), ["third"], "the index still believes in it");
    assert!(subjects(22_000).is_empty());
}

#[test]
fn walking_by_change_through_many_tickets_reads_only_its_page() {
    let mut connection = in_memory().unwrap();
    let tx = connection.transaction().unwrap();
    let mut insert =
        tx.prepare("INSERT INTO objects (kind, properties, created_at, modified_at) VALUES (5, ?1, ?2, ?2)").unwrap();
    for number in 0..20_000_i64 {
        insert.execute(rusqlite::params![json!({ "subject": number.to_string() }).to_string(), number]).unwrap();
    }
    let mut last = -1;
    let mut seen = 0;
    loop {
        let body = json!({
            "filterGroups": [{ "filters": [
                { "propertyName": "hs_lastmodifieddate", "operator": "GT", "value": last.to_string() }
            ] }],
            "sorts": [{ "propertyName": "hs_lastmodifieddate", "direction": "ASCENDING" }],
            "limit": 200,
        });
        let page = find(&tx, ObjectKind::Ticket, &wanted(body), to_millis(at(0))).unwrap();
        assert_eq!(page.total, Some(20_000 - seen));
        let Some(newest) = page.results.last() else { break };
        last = newest.object.updated_at.timestamp_millis();
        seen += page.results.len() as u64;
    }
    assert_eq!(seen, 20_000);
}
