//! Meeting links.

use reqwest::Method;

use super::{Client, Error};
use crate::wire::scheduler::MeetingLink;

impl Client {
    /// All meeting links (`GET /scheduler/…/meetings/meeting-links`). Needs a scope that is optional to a help desk.
    pub async fn meeting_links(&self) -> Result<Vec<MeetingLink>, Error> {
        self.all_pages(|after| {
            let call = self.call(
                "listing the meeting links",
                Method::GET,
                &self.inner.paths.scheduler,
                &["meetings", "meeting-links"],
            );
            call.query("limit", "100").maybe("after", after)
        })
        .await
    }
}
