//! The calls for definitions of properties: reading them, and the account's own ones.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use bellhop_hubspot::wire::{
    Page,
    crm::{ModificationMetadata, Property, PropertyOption},
};
use serde::{Deserialize, Serialize};

use super::{
    catalogue, definitions,
    kind::{Access, ObjectKind},
    values,
};
use crate::{
    db::{
        properties::{self, PropertyRow},
        to_millis,
    },
    server::{
        Shared,
        answer::{ApiError, Body},
        auth::Caller,
        query::Params,
    },
};

/// A definition with what the wire type leaves out.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Shown {
    #[serde(flatten)]
    property: Property,
    archived: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_at: Option<String>,
}

/// A definition to be made or changed.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PropertyBody {
    name: Option<String>,
    label: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    field_type: Option<String>,
    group_name: Option<String>,
    description: Option<String>,
    options: Option<Vec<PropertyOption>>,
    display_order: Option<i64>,
    has_unique_value: Option<bool>,
    hidden: Option<bool>,
    form_field: Option<bool>,
}

fn kind(caller: &Caller, name: &str, access: Access) -> Result<ObjectKind, ApiError> {
    let kind = ObjectKind::from_path(name)
        .ok_or_else(|| ApiError::validation(format!("Unable to infer object type from: {name}")))?;
    let scopes = kind.schema_scopes(access);
    caller.require(&scopes.iter().map(String::as_str).collect::<Vec<_>>())?;
    Ok(kind)
}

fn show(property: Property) -> Shown {
    Shown { property, archived: false, created_at: None, updated_at: None }
}

fn show_row(row: PropertyRow) -> Shown {
    Shown {
        property: row.definition,
        archived: row.archived_at.is_some(),
        created_at: Some(values::iso_millis(row.created_at)),
        updated_at: Some(values::iso_millis(row.updated_at)),
    }
}

/// `GET /{type}`.
pub(super) async fn list(
    State(app): State<Shared>,
    caller: Caller,
    Path(name): Path<String>,
    query: Params,
) -> Result<Json<Page<Shown>>, ApiError> {
    let kind = kind(&caller, &name, Access::Read)?;
    let is_archived = query.get("archived") == Some("true");
    let wanted = query.list("properties");
    let all = app.db.read(move |connection| {
        if is_archived {
            let rows = properties::list(connection, kind)?.into_iter();
            return Ok(rows.filter(|row| row.archived_at.is_some()).map(show_row).collect());
        }
        let all = catalogue::all(connection, kind)?.into_iter();
        Ok(all.filter(|it| wanted.is_empty() || wanted.contains(&it.name)).map(show).collect())
    });
    Ok(Json(Page::new(all.await?, None)))
}

/// `GET /{type}/{property}`.
pub(super) async fn get(
    State(app): State<Shared>,
    caller: Caller,
    Path((name, property)): Path<(String, String)>,
) -> Result<Json<Shown>, ApiError> {
    let kind = kind(&caller, &name, Access::Read)?;
    let found =
        app.db.read(move |connection| catalogue::find(connection, kind, &property)?.ok_or_else(|| missing(&property)));
    Ok(Json(show(found.await?)))
}

fn missing(property: &str) -> ApiError {
    ApiError::not_found(format_args!("The property \"{property}\""))
}

/// `POST /{type}`: a property of the account's own. A name that is in the bin comes back.
pub(super) async fn create(
    State(app): State<Shared>,
    caller: Caller,
    Path(name): Path<String>,
    Body(body): Body<PropertyBody>,
) -> Result<Response, ApiError> {
    let kind = kind(&caller, &name, Access::Write)?;
    let definition = body.definition()?;
    let at = to_millis(app.now());
    let created = app.change(move |tx, _| {
        if catalogue::find(tx, kind, &definition.name)?.is_some() {
            let message = format!("A property named '{}' already exists.", definition.name);
            return Err(ApiError::conflict(message));
        }
        let row = PropertyRow { definition, created_at: at, updated_at: at, archived_at: None };
        properties::put(tx, kind, &row)?;
        Ok(show_row(row))
    });
    Ok((StatusCode::CREATED, Json(created.await?)).into_response())
}

/// `PATCH /{type}/{property}`. A list of options replaces the old one. Of HubSpot's own properties only label, options
/// and description can be changed.
pub(super) async fn update(
    State(app): State<Shared>,
    caller: Caller,
    Path((name, property)): Path<(String, String)>,
    Body(body): Body<PropertyBody>,
) -> Result<Json<Shown>, ApiError> {
    let kind = kind(&caller, &name, Access::Write)?;
    let at = to_millis(app.now());
    let changed = app.change(move |tx, _| {
        let mut definition = catalogue::find(tx, kind, &property)?.ok_or_else(|| missing(&property))?;
        let is_fixed = definition.modification_metadata.as_ref().is_some_and(|metadata| metadata.read_only_value);
        if is_fixed {
            return Err(ApiError::validation(format!("The property \"{property}\" cannot be changed")));
        }
        body.lay_over(&mut definition)?;
        let created_at = properties::get(tx, kind, &property)?.map_or(at, |row| row.created_at);
        let row = PropertyRow { definition, created_at, updated_at: at, archived_at: None };
        properties::put(tx, kind, &row)?;
        Ok(show_row(row))
    });
    changed.await.map(Json)
}

/// `DELETE /{type}/{property}`: into the bin, the account's own ones only.
pub(super) async fn archive(
    State(app): State<Shared>,
    caller: Caller,
    Path((name, property)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    let kind = kind(&caller, &name, Access::Write)?;
    let at = to_millis(app.now());
    app.change(move |tx, _| {
        if definitions::find(kind, &property).is_some() {
            return Err(ApiError::validation(format!("The property \"{property}\" cannot be archived")));
        }
        let mut row = properties::get(tx, kind, &property)?.ok_or_else(|| missing(&property))?;
        row.archived_at = Some(at);
        properties::put(tx, kind, &row)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

impl PropertyBody {
    fn definition(mut self) -> Result<Property, ApiError> {
        let name = self.name.take().filter(|name| is_name(name)).ok_or_else(|| {
            ApiError::validation("name must begin with a letter and have lower-case letters, digits and _ only")
        })?;
        let kind = self.kind.take().unwrap_or_default();
        let field_type = self.field_type.clone().unwrap_or_default();
        check_types(&kind, &field_type)?;
        let label = self.label.clone().unwrap_or_else(|| name.clone());
        let mut definition = Property {
            name,
            label,
            kind,
            field_type,
            group_name: String::new(),
            description: String::new(),
            options: Vec::new(),
            hidden: false,
            calculated: false,
            external_options: false,
            referenced_object_type: None,
            has_unique_value: self.has_unique_value.unwrap_or(false),
            hubspot_defined: false,
            form_field: false,
            display_order: -1,
            modification_metadata: Some(ModificationMetadata {
                archivable: true,
                read_only_definition: false,
                read_only_value: false,
            }),
        };
        self.lay_over(&mut definition)?;
        Ok(definition)
    }

    fn lay_over(self, definition: &mut Property) -> Result<(), ApiError> {
        if !definition.hubspot_defined {
            let kind = self.kind.unwrap_or_else(|| definition.kind.clone());
            let field_type = self.field_type.unwrap_or_else(|| definition.field_type.clone());
            check_types(&kind, &field_type)?;
            (definition.kind, definition.field_type) = (kind, field_type);
            definition.group_name = self.group_name.unwrap_or_else(|| definition.group_name.clone());
            definition.hidden = self.hidden.unwrap_or(definition.hidden);
            definition.form_field = self.form_field.unwrap_or(definition.form_field);
            definition.display_order = self.display_order.unwrap_or(definition.display_order);
        }
        definition.label = self.label.unwrap_or_else(|| definition.label.clone());
        definition.description = self.description.unwrap_or_else(|| definition.description.clone());
        definition.options = self.options.unwrap_or_else(|| definition.options.clone());
        Ok(())
    }
}

fn is_name(name: &str) -> bool {
    name.starts_with(|letter: char| letter.is_ascii_lowercase())
        && name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
}

fn check_types(kind: &str, field_type: &str) -> Result<(), ApiError> {
    let fitting: &[&str] = match kind {
        "bool" => &["booleancheckbox", "calculation_equation"],
        "enumeration" => &["booleancheckbox", "checkbox", "radio", "select", "calculation_equation"],
        "date" | "datetime" => &["date"],
        "string" => &["file", "text", "textarea", "html", "phonenumber", "calculation_equation"],
        "number" => &["number", "calculation_equation"],
        "phone_number" => &["phonenumber"],
        _ => &[],
    };
    if fitting.contains(&field_type) {
        return Ok(());
    }
    Err(ApiError::validation(format!("type \"{kind}\" does not go with fieldType \"{field_type}\"")))
}
