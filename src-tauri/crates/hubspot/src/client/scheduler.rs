//! Meeting links.

use reqwest::Method;

use super::{Client, Error};
use crate::wire::{Page, scheduler::MeetingLink};

impl Client {
    /// A page of the meeting links (`GET /scheduler/…/meetings/meeting-links`).
    pub async fn meeting_links(&self, after: Option<&str>) -> Result<Page<MeetingLink>, Error> {
        let segments = ["meetings", "meeting-links"];
        let call = self.call("listing the meeting links", Method::GET, &self.inner.paths.scheduler, &segments);
        self.json(call.query("limit", "100").maybe("after", after)).await
    }
}
