//! Links from outside: what they lead to among what is on this machine.

use bellhop_desk::Wanted;
use bellhop_desk::views::Arrival;

use crate::support::{room, thread, with_ticket};

#[tokio::test]
async fn a_link_leads_to_the_conversation_or_the_tickets_one_and_says_when_it_is_not_here() {
    let room = room().await;
    room.put(&[with_ticket("1"), thread("2")], &[]).await;
    let leads = async |wanted| room.desk.arrival(wanted).await.unwrap();
    let to = |id: &str, message: Option<&str>| Arrival::Thread {
        thread: id.into(),
        message: message.map(Into::into),
        compose: false,
        stage: None,
    };
    assert_eq!(leads(Wanted::Thread("2".into(), None)).await, to("2", None));
    assert_eq!(leads(Wanted::Thread("2".into(), Some("m9".into()))).await, to("2", Some("m9")));
    assert_eq!(leads(Wanted::Ticket("t1".into())).await, to("1", None), "the ticket's conversation");
    assert_eq!(leads(Wanted::Thread("3".into(), None)).await, Arrival::Gone);
    assert_eq!(leads(Wanted::Ticket("t404".into())).await, Arrival::Gone);
    assert_eq!(leads(Wanted::Search("plecak".into())).await, Arrival::Search { words: "plecak".into() });
    assert_eq!(leads(Wanted::Unread).await, Arrival::Unread);
}
