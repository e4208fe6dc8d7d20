//! The calls that the web chat makes: custom channels and files, over HTTP with its own token.
//!
//! It is written by hand instead of using Bellhop's client: that one serves a rep's desktop and knows nothing of the
//! channel app's side, and an app of somebody else would not have it.

use std::time::Duration;

use bellhop_hubspot::wire::{
    ErrorBody, Page,
    channels::{
        Account, ChannelAccountPatch, CustomChannel, CustomChannelInput, DeliveryReport, NewChannelAccount, Publish,
    },
    conversations::Message,
    files::{File, SignedUrl, UploadOptions},
};
use reqwest::{
    Method, RequestBuilder, Response, StatusCode, Url,
    header::{HeaderValue, RANGE},
    multipart::{Form, Part},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

const CHANNELS: &str = "conversations/custom-channels/2026-03";
const FILES: &str = "files/2026-09/files";
/// Where uploads are put in the files tool.
const FOLDER: &str = "/web-chat";

/// Calls the API with the app's token.
pub(super) struct ChannelApi {
    http: reqwest::Client,
    base: String,
    token: String,
}

/// Why a call gave nothing.
#[derive(Debug, thiserror::Error)]
pub(super) enum CallError {
    /// The help desk said no, and would say so again.
    #[error("{message} ({status})")]
    Refused {
        /// Its status.
        status: StatusCode,
        /// Its sentence.
        message: String,
    },
    /// The help desk is away, busy or ill; worth another try.
    #[error("the help desk cannot be reached: {0}")]
    Away(String),
}

impl CallError {
    /// True when the thing that was asked for does not exist.
    pub(super) fn is_not_found(&self) -> bool {
        matches!(self, Self::Refused { status, .. } if *status == StatusCode::NOT_FOUND)
    }
}

impl From<reqwest::Error> for CallError {
    fn from(error: reqwest::Error) -> Self {
        // The URL may hold a signature; the log does not need it.
        Self::Away(error.without_url().to_string())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Secret {
    client_secret: String,
}

/// A file on its way into the help desk.
pub(super) struct Upload {
    /// With its extension.
    pub(super) name: String,
    /// Its media type.
    pub(super) mime: String,
    /// The bytes.
    pub(super) bytes: axum::body::Bytes,
}

impl ChannelApi {
    /// Calls this address with this token.
    pub(super) fn new(base: &str, token: &str) -> anyhow::Result<Self> {
        // Somebody else in this process may have chosen a TLS provider already, which serves just as well.
        let _chosen = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().connect_timeout(Duration::from_secs(5)).build()?;
        Ok(Self { http, base: base.trim_end_matches('/').to_owned(), token: token.to_owned() })
    }

    /// The app's channels (`GET /`).
    pub(super) async fn channels(&self) -> Result<Vec<CustomChannel>, CallError> {
        Ok(read::<Page<CustomChannel>>(self.send(self.get(CHANNELS)).await?).await?.results)
    }

    /// One channel (`GET /{channelId}`).
    pub(super) async fn channel(&self, id: &str) -> Result<CustomChannel, CallError> {
        read(self.send(self.get(&format!("{CHANNELS}/{id}"))).await?).await
    }

    /// Registers a channel (`POST /`).
    pub(super) async fn register(&self, input: &CustomChannelInput) -> Result<CustomChannel, CallError> {
        self.write(Method::POST, CHANNELS, input).await
    }

    /// Changes a channel (`PATCH /{channelId}`).
    pub(super) async fn change(&self, id: &str, input: &CustomChannelInput) -> Result<CustomChannel, CallError> {
        self.write(Method::PATCH, &format!("{CHANNELS}/{id}"), input).await
    }

    /// The secret that signs a channel's events. HubSpot shows it in the app's settings; the hub gives it to the app.
    pub(super) async fn secret(&self, channel_id: &str) -> Result<String, CallError> {
        let path = format!("helpdesk/v1/channels/{channel_id}/secret");
        Ok(read::<Secret>(self.send(self.get(&path)).await?).await?.client_secret)
    }

    /// The accounts of a channel (`GET /{channelId}/channel-accounts`).
    pub(super) async fn accounts(&self, channel_id: &str) -> Result<Vec<Account>, CallError> {
        let request = self.get(&format!("{CHANNELS}/{channel_id}/channel-accounts")).query(&[("limit", "100")]);
        Ok(read::<Page<Account>>(self.send(request).await?).await?.results)
    }

    /// Connects an account (`POST /{channelId}/channel-accounts`).
    pub(super) async fn connect(&self, channel_id: &str, account: &NewChannelAccount) -> Result<Account, CallError> {
        self.write(Method::POST, &format!("{CHANNELS}/{channel_id}/channel-accounts"), account).await
    }

    /// Says that this side works again (`PATCH /{channelId}/channel-accounts/{id}`).
    pub(super) async fn authorize(&self, channel_id: &str, account_id: &str) -> Result<Account, CallError> {
        let patch = ChannelAccountPatch { name: None, authorized: Some(true) };
        self.write(Method::PATCH, &format!("{CHANNELS}/{channel_id}/channel-accounts/{account_id}"), &patch).await
    }

    /// Publishes what a visitor wrote (`POST /{channelId}/messages`).
    pub(super) async fn publish(&self, channel_id: &str, message: &Publish) -> Result<Message, CallError> {
        self.write(Method::POST, &format!("{CHANNELS}/{channel_id}/messages"), message).await
    }

    /// Tells how a delivery went (`PATCH /{channelId}/messages/{messageId}`).
    pub(super) async fn report(
        &self,
        channel_id: &str,
        message_id: &str,
        report: &DeliveryReport,
    ) -> Result<(), CallError> {
        let path = format!("{CHANNELS}/{channel_id}/messages/{message_id}");
        self.send(self.request(Method::PATCH, &path).json(report)).await?;
        Ok(())
    }

    /// Puts a file into the files tool (`POST /files`), private.
    pub(super) async fn upload(&self, upload: Upload) -> Result<File, CallError> {
        let options = UploadOptions {
            access: "PRIVATE".to_owned(),
            overwrite: false,
            duplicate_validation_strategy: Some("NONE".to_owned()),
            duplicate_validation_scope: Some("EXACT_FOLDER".to_owned()),
        };
        let options = serde_json::to_string(&options).map_err(|error| CallError::Away(error.to_string()))?;
        let size = upload.bytes.len() as u64;
        let part =
            Part::stream_with_length(upload.bytes, size).file_name(upload.name.clone()).mime_str(&upload.mime)?;
        let form = Form::new()
            .text("folderPath", FOLDER)
            .text("fileName", upload.name)
            .text("options", options)
            .part("file", part);
        let request = self.request(Method::POST, FILES).timeout(Duration::from_secs(120)).multipart(form);
        read(self.send(request).await?).await
    }

    /// What a file is (`GET /files/{id}`).
    pub(super) async fn file(&self, file_id: &str) -> Result<File, CallError> {
        read(self.send(self.get(&format!("{FILES}/{file_id}"))).await?).await
    }

    /// A URL for a file's bytes (`GET /files/{id}/signed-url`).
    pub(super) async fn signed_url(&self, file_id: &str) -> Result<SignedUrl, CallError> {
        read(self.send(self.get(&format!("{FILES}/{file_id}/signed-url"))).await?).await
    }

    /// The bytes behind a signed URL, or a range of them. The token does not go there.
    pub(super) async fn bytes(&self, url: &str, range: Option<&HeaderValue>) -> Result<Response, CallError> {
        let url = Url::parse(url).map_err(|error| CallError::Away(error.to_string()))?;
        let mut request = self.http.get(url);
        if let Some(range) = range {
            request = request.header(RANGE, range);
        }
        self.send(request).await
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.request(Method::GET, path)
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}/{path}", self.base);
        self.http.request(method, url).bearer_auth(&self.token).timeout(Duration::from_secs(15))
    }

    async fn write<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, CallError> {
        read(self.send(self.request(method, path).json(body)).await?).await
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response, CallError> {
        let response = request.send().await?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let body: ErrorBody = response.json().await.unwrap_or_default();
        let passing = status.is_server_error()
            || [StatusCode::TOO_MANY_REQUESTS, StatusCode::REQUEST_TIMEOUT, StatusCode::LOCKED].contains(&status)
            || status.as_u16() == 477;
        if passing {
            return Err(CallError::Away(format!("{status} {}", body.message)));
        }
        Err(CallError::Refused { status, message: body.message })
    }
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T, CallError> {
    Ok(response.json().await?)
}
