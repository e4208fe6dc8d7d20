//! Properties of a ticket as they are edited: a form of typed fields.

use bellhop_model::StageId;
use serde::Serialize;
use ts_rs::TS;

/// What a status asks for before it is set.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct StatusFormView {
    /// The status.
    pub stage: StageId,
    /// Its name.
    pub label: String,
    /// Exactly the properties that it demands, with the ticket's own values; empty when it demands none.
    pub fields: Vec<FieldView>,
}

/// A property that can be edited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FieldView {
    /// Its internal name, for which the window has its own label if it knows it.
    pub name: String,
    /// Its label as the remote names it.
    pub label: String,
    /// What is entered.
    pub kind: FieldKind,
    /// What can be chosen, for the kinds that choose; owners are in the directory.
    pub options: Vec<OptionView>,
    /// The value as stored: several are joined by `;`, a day is `2026-11-27`, a moment an ISO time. Empty when there is none.
    pub value: String,
}

/// What is entered into a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum FieldKind {
    /// One line.
    Text,
    /// Several lines.
    LongText,
    /// A number.
    Number,
    /// A day.
    Date,
    /// A moment.
    DateTime,
    /// Yes or no.
    Bool,
    /// One of the options.
    Select,
    /// Any of the options.
    MultiSelect,
    /// An owner.
    Owner,
}

/// One value to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OptionView {
    /// What is stored.
    pub value: String,
    /// Its label as the remote names it.
    pub label: String,
}
