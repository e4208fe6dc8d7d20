//! Tickets, contacts, companies, associations, pipelines, properties, owners.

use reqwest::Method;
use serde_json::json;

use super::{Client, Error, http::Call, limit::Lane};
use crate::wire::{
    BatchAnswer, Page,
    crm::{AssociationsOf, BatchRead, Object, ObjectId, Owner, Pipeline, Properties, Property, Search},
};

/// A type of CRM objects that a rep's desktop reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObjectType {
    /// Tickets, `0-5`.
    Tickets,
    /// Contacts, `0-1`.
    Contacts,
    /// Companies, `0-2`.
    Companies,
    /// Quotes, `0-14`.
    Quotes,
}

impl ObjectType {
    /// The name in paths.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tickets => "tickets",
            Self::Contacts => "contacts",
            Self::Companies => "companies",
            Self::Quotes => "quotes",
        }
    }
}

/// The properties that a read asks for, by internal name. Unknown ones are ignored by the remote.
pub type PropertyNames<'a> = &'a [&'a str];

/// Objects in one batch.
const BATCH: usize = 100;
/// The largest page of a search.
const SEARCH_PAGE: u32 = 200;

impl Client {
    /// All owners, deactivated people too (`GET /crm/owners`, twice).
    pub async fn owners(&self) -> Result<Vec<Owner>, Error> {
        let mut owners: Vec<Owner> = self.all_pages(|after| self.owners_call(after)).await?;
        owners.extend(self.all_pages::<Owner>(|after| self.owners_call(after).query("archived", "true")).await?);
        Ok(owners)
    }

    fn owners_call(&self, after: Option<&str>) -> Call {
        let call = self.call("listing the owners", Method::GET, &self.inner.paths.owners, &[]);
        call.query("limit", "500").maybe("after", after)
    }

    /// The pipelines of a type with their stages (`GET /crm/pipelines/{type}`).
    pub async fn pipelines(&self, of: ObjectType) -> Result<Vec<Pipeline>, Error> {
        let call = self.call("listing the pipelines", Method::GET, &self.inner.paths.pipelines, &[of.name()]);
        Ok(self.json::<Page<Pipeline>>(call).await?.results)
    }

    /// The definitions of a type's properties (`GET /crm/properties/{type}`).
    pub async fn properties(&self, of: ObjectType) -> Result<Vec<Property>, Error> {
        let call = self.call("listing the properties", Method::GET, &self.inner.paths.properties, &[of.name()]);
        Ok(self.json::<Page<Property>>(call).await?.results)
    }

    /// A page of a search (`POST /crm/objects/{type}/search`), with a limit of five a second. The index lags behind
    /// writes by up to half a minute.
    pub async fn search(&self, of: ObjectType, search: &Search) -> Result<Page<Object>, Error> {
        let mut search = search.clone();
        search.limit = Some(search.limit.unwrap_or(SEARCH_PAGE).min(SEARCH_PAGE));
        let mut call = self.ask("searching", &self.inner.paths.objects, &[of.name(), "search"], json!(search));
        call.lane = Lane::Search;
        self.json(call).await
    }

    /// One object (`GET /crm/objects/{type}/{id}`), with the ids of its contacts when it is a ticket.
    pub async fn object(&self, of: ObjectType, id: &str, properties: PropertyNames<'_>) -> Result<Object, Error> {
        let mut call = self
            .call("reading an object", Method::GET, &self.inner.paths.objects, &[of.name(), id])
            .query("properties", &properties.join(","));
        if of == ObjectType::Tickets {
            call = call.query("associations", "contacts");
        }
        self.json(call).await
    }

    /// Writes properties (`PATCH /crm/objects/{type}/{id}`); null or empty text clears.
    pub async fn update(&self, of: ObjectType, id: &str, properties: &Properties) -> Result<Object, Error> {
        let mut call = self.write("changing an object", Method::PATCH, &self.inner.paths.objects, &[of.name(), id]);
        call.body = Some(json!({ "properties": properties }));
        self.json(call).await
    }

    /// Up to 100 objects; unknown ids are left out (`POST /crm/objects/{type}/batch/read`).
    pub async fn batch_read(
        &self,
        of: ObjectType,
        ids: &[String],
        properties: PropertyNames<'_>,
    ) -> Result<BatchAnswer<Object>, Error> {
        let request = BatchRead {
            inputs: ids.iter().take(BATCH).map(|id| ObjectId { id: id.clone() }).collect(),
            properties: properties.iter().map(|name| (*name).to_owned()).collect(),
            ..BatchRead::default()
        };
        let segments = [of.name(), "batch", "read"];
        self.json(self.ask("reading objects", &self.inner.paths.objects, &segments, json!(request))).await
    }

    /// The associations of up to 1,000 objects (`POST /crm/associations/{from}/{to}/batch/read`).
    pub async fn associations(
        &self,
        from: ObjectType,
        to: ObjectType,
        ids: &[String],
    ) -> Result<BatchAnswer<AssociationsOf>, Error> {
        let inputs: Vec<ObjectId> = ids.iter().take(1_000).map(|id| ObjectId { id: id.clone() }).collect();
        let segments = [from.name(), to.name(), "batch", "read"];
        let body = json!({ "inputs": inputs });
        self.json(self.ask("reading associations", &self.inner.paths.associations, &segments, body)).await
    }
}
