//! The one table of calls. The dispatcher ([`crate::Desk::call`]) and `ui/src/bindings/Contract.ts` both come from it, so
//! that a call cannot exist on one side only.
//!
//! A name that is not in it, or arguments of another shape, are answered with `badRequest`: a fault of the program, never
//! of the rep. The generated file is committed; the test below writes it and CI finds a difference.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::contract::{
    AddressesArgs, ApiError, AssignArgs, AttachedArgs, DraftArgs, DraftHistoryArgs, EmailHeadArgs, FetchArgs, FileArgs,
    FilesArgs, FillArgs, FocusArgs, HubArgs, ImportArgs, ImportSettingsArgs, InsertablesArgs, KeepArgs, KeptArgs,
    ListArgs, LookForArgs, MessageArgs, MessagesArgs, OldDraftArgs, PackArgs, PackChangeArgs, PinArgs, PlaceArgs,
    PropertiesArgs, ReadArgs, RecordArgs, RedactArgs, SaveSnippetArgs, ScheduleArgs, SettingsPatch, SettleArgs,
    SharedPackArgs, SnippetArgs, SnippetsArgs, StageArgs, StageRulesArgs, StatusArgs, ThreadArgs,
};
use crate::desk::Desk;
use crate::failure::{bad_request, not_possible};
use crate::views::{Notice, SendOptions};

/// Hands the table to another macro: `desk` calls are answered by [`crate::Desk`], `shell` calls by the window's shell.
macro_rules! with_calls {
    ($then:ident) => {
        $then! {
            desk bootstrap bootstrap(()) -> Bootstrap, "Everything the window needs before its first paint.";
            desk directory directory(()) -> DirectoryView, "Owners, channels and pipelines.";
            desk sync sync(()) -> SyncView, "The sync state.";
            desk settings settings(()) -> Settings, "The rep's settings.";
            desk counts counts(()) -> CountsView, "How many conversations are in each view.";
            desk list list(ListArgs) -> ThreadPage, "A part of a view, or of a search.";
            desk place place(PlaceArgs) -> Option<u32>, "Where a conversation falls in a view.";
            desk thread thread(ThreadArgs) -> ThreadView, "A conversation's head.";
            desk messages messages(MessagesArgs) -> MessagePage, "A part of a conversation's history.";
            desk context context(ThreadArgs) -> ContextView, "What is known around a conversation.";
            desk drafts drafts(ThreadArgs) -> DraftsView, "A conversation's drafts.";
            desk newer newer(ThreadArgs) -> NewerView, "What somebody else wrote since the reply was begun.";
            desk outbox outbox(()) -> Vec<OutboxRow>, "Every intent that is not done.";
            desk saveDraft save_draft(DraftArgs) -> (), "Keeps a draft; an empty one is removed.";
            desk send send(SendOptions) -> Vec<IntentId>, "Puts a message, then a status if any, into the outbox.";
            desk settle settle(SettleArgs) -> Option<DraftView>, "Settles an intent; gives the draft for `edit`.";
            desk schedule schedule(ScheduleArgs) -> (), "Lets a message that waits leave at another time, or at once.";
            desk assign assign(AssignArgs) -> IntentId, "Gives a conversation to an owner.";
            desk setStatus set_status(StatusArgs) -> IntentId, "Sets the status of a conversation's ticket.";
            desk setProperties set_properties(PropertiesArgs) -> IntentId, "Writes properties of a conversation's ticket.";
            desk statusForm status_form(StageArgs) -> StatusFormView, "What a status demands before it is set.";
            desk markRead mark_read(ReadArgs) -> (), "Marks a conversation as read, or as unread.";
            desk focus focus(FocusArgs) -> (), "Says what is on screen.";
            desk syncNow sync_now(()) -> (), "Asks sync to look now.";
            desk changeSettings change_settings(SettingsPatch) -> Settings, "Changes some settings; gives all of them.";
            desk resetSettings reset_settings(()) -> (), "Puts every setting back to how it was at first.";
            desk exportSettings export_settings(()) -> String, "The settings as a file for another computer.";
            desk checkSettings check_settings(ImportSettingsArgs) -> Imported, "What such a file would change.";
            desk importSettings import_settings(ImportSettingsArgs) -> Imported, "Takes the settings of such a file in.";
            desk dismiss dismiss(Notice) -> (), "Takes away a notice that the rep has read.";
            desk fullText full_text(MessageArgs) -> (), "Fetches the whole of a cut text; it arrives as a change.";
            desk setHub set_hub(HubArgs) -> (), "Starts or stops the embedded hub.";
            desk files files(FilesArgs) -> Vec<FileView>, "How files of messages stand now, in the order asked for.";
            desk attached attached(AttachedArgs) -> FileView, "A file of a draft, as it can be looked at and listened to.";
            desk fetchFile fetch_file(FetchArgs) -> (), "Begins or stops a download; `files` tells how it goes.";
            desk pinFile pin_file(PinArgs) -> (), "Keeps a file on this machine, or lets it leave.";
            desk microphone microphone(()) -> MicrophoneView, "The microphone that voice notes are recorded with.";
            desk recording recording(()) -> Option<RecordingView>, "How the voice note that is being recorded stands.";
            desk record record(RecordArgs) -> Option<DraftFile>, "Records a voice note; gives its file for `finish` and `restore`.";
            desk snippets snippets(SnippetsArgs) -> Vec<SnippetView>, "Snippets, the best fit first.";
            desk saveSnippet save_snippet(SaveSnippetArgs) -> SnippetId, "Keeps a snippet.";
            desk removeSnippet remove_snippet(SnippetArgs) -> (), "Removes a snippet; `saveSnippet` with its id brings it back.";
            desk packs packs(()) -> PacksView, "The folders of snippets, looked at now.";
            desk addPack add_pack(PackArgs) -> (), "Takes a folder of snippets in.";
            desk removePack remove_pack(PackArgs) -> (), "Forgets a folder of snippets; its files stay.";
            desk settlePackChange settle_pack_change(PackChangeArgs) -> (), "Settles what changed in a pack's file.";
            desk importSnippets import_snippets(ImportArgs) -> ImportView, "Takes snippets in from a table.";
            desk insertables insertables(InsertablesArgs) -> InsertablesView, "What can be put into an answer, of one kind.";
            desk lookFor look_for(LookForArgs) -> (), "Has one kind of it read now; what is found comes as a change.";
            desk attachFile attach_file(FileArgs) -> DraftFile, "Makes a file of the account one of a draft; fetches it first.";
            desk keepForAnswers keep_for_answers(KeepArgs) -> (), "Keeps a file on this computer, to be put into answers.";
            desk dropFromAnswers drop_from_answers(KeptArgs) -> (), "Forgets such a file; `keepForAnswers` brings it back.";
            desk fillSnippet fill_snippet(FillArgs) -> FilledSnippet, "What a snippet says in a conversation.";
            desk stageRules stage_rules(()) -> StageRulesView, "What every status demands.";
            desk setStageRules set_stage_rules(StageRulesArgs) -> (), "Says what a status demands; the hub has to answer.";
            desk sharePack share_pack(PackArgs) -> (), "Shares a folder of snippets with the team; the hub has to answer.";
            desk unsharePack unshare_pack(SharedPackArgs) -> (), "Takes a shared pack away from everybody; the hub has to answer.";
            desk draftHistory draft_history(DraftHistoryArgs) -> Vec<OldDraftView>, "What a draft was before, newest first.";
            desk oldDraft old_draft(OldDraftArgs) -> DraftView, "An earlier state of a draft.";
            desk restoreDraft restore_draft(OldDraftArgs) -> DraftView, "Puts an earlier state in the place of the draft, which is kept.";
            desk emailHead email_head(EmailHeadArgs) -> EmailHead, "Whom an e-mail goes to when the rep does not say.";
            desk addresses addresses(AddressesArgs) -> Vec<EmailPerson>, "E-mail addresses to choose from, the likeliest first.";
            desk redact redact(RedactArgs) -> DraftFile, "Puts a redacted picture in the place of one in a draft; gives its file.";
            shell openFile open_file(FileArgs) -> (), "Opens a file with the desktop's program.";
            shell saveFile save_file(FileArgs) -> bool, "Saves a file where the rep says; false when they changed their mind.";
            shell saveText save_text(SaveTextArgs) -> bool, "Saves a text where the rep says; false when they changed their mind.";
            shell copyPicture copy_picture(FileArgs) -> (), "Puts a picture on the desktop's clipboard.";
            shell pastePicture paste_picture(()) -> Option<DraftFile>, "Keeps the picture that is on the desktop's clipboard, for a draft.";
            shell ready ready(()) -> (), "Says that the inbox is painted; whoever started the program is told.";
            shell startAgain start_again(()) -> (), "Starts the program anew, when it could not open its folder.";
            shell openUrl open_url(UrlArgs) -> (), "Opens a page in the desktop's browser.";
            shell testAlert test_alert(()) -> AlertTest, "Shows a test notification, and says what stands in the way of real ones.";
            shell desktopFacts desktop_facts(()) -> DesktopFacts, "What the desktop can do; news of it come as changed settings.";
            shell checkSpelling check_spelling(()) -> (), "Marks misspelled words from now on; asked for when the rep begins to write.";
            shell letGo let_go(()) -> (), "Ends a page that nobody can see and that holds nothing; it is loaded again when the window is seen.";
            shell arrival arrival(()) -> Option<Arrival>, "What somebody outside asked the window to show, once; the event `arrived` tells of it.";
        }
    };
}

/// Carries out one call.
pub(crate) async fn answer(desk: &Desk, name: &str, args: Value) -> Result<Value, ApiError> {
    macro_rules! answer {
        (desk, $method:ident, $args:ty) => {
            written(&desk.$method(read::<$args>(args)?).await?)
        };
        (shell, $method:ident, $args:ty) => {
            Err(not_possible(concat!("Only the native window can do this: ", stringify!($method), ".")))
        };
    }
    macro_rules! dispatch {
        ($($owner:ident $name:ident $method:ident($args:ty) -> $result:ty, $doc:literal;)*) => {
            match name {
                $(stringify!($name) => answer!($owner, $method, $args),)*
                _ => Err(bad_request(format!("There is no call \"{name}\"."))),
            }
        };
    }
    with_calls!(dispatch)
}

fn read<T: DeserializeOwned>(args: Value) -> Result<T, ApiError> {
    serde_json::from_value(args).map_err(|problem| bad_request(format!("The call is not understood: {problem}.")))
}

fn written<T: Serialize>(result: &T) -> Result<Value, ApiError> {
    serde_json::to_value(result).map_err(|problem| bad_request(format!("The answer cannot be written: {problem}.")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeSet;
    use std::fmt::Write;

    use bellhop_model::{Change, EmailHead, EmailPerson, IntentId, SnippetId};
    use ts_rs::{Config, TS, TypeVisitor};

    use super::*;
    use crate::contract::{SaveTextArgs, UrlArgs};
    use crate::views::{
        AlertTest, Arrival, Bootstrap, ContextView, CountsView, DesktopFacts, DirectoryView, DraftFile, DraftView,
        DraftsView, FileView, FilledSnippet, ImportView, Imported, InsertablesView, MessagePage, MicrophoneView,
        NewerView, OldDraftView, OutboxRow, PacksView, RecordingView, Settings, SnippetView, StageRulesView,
        StatusFormView, SyncView, ThreadPage, ThreadView,
    };

    struct Call {
        owner: &'static str,
        name: &'static str,
        doc: &'static str,
        args: String,
        result: String,
    }

    /// The names that a signature needs imported: the type itself where it has a file, or what its `Vec` or `Option` holds.
    struct Named<'a> {
        config: &'a Config,
        imports: &'a mut BTreeSet<String>,
    }

    impl TypeVisitor for Named<'_> {
        fn visit<T: TS + 'static + ?Sized>(&mut self) {
            if T::output_path().is_some() {
                self.imports.insert(T::ident(self.config));
            }
        }
    }

    fn name_of<T: TS + 'static>(config: &Config, imports: &mut BTreeSet<String>) -> String {
        let mut named = Named { config, imports };
        named.visit::<T>();
        T::visit_generics(&mut named);
        T::name(config)
    }

    #[test]
    fn the_typescript_contract_is_generated_from_the_one_table() {
        let config = Config::from_env();
        let mut imports = BTreeSet::new();
        let mut calls: Vec<Call> = Vec::new();
        macro_rules! list_calls {
            ($($owner:ident $name:ident $method:ident($args:ty) -> $result:ty, $doc:literal;)*) => {
                $(calls.push(Call {
                    owner: stringify!($owner),
                    name: stringify!($name),
                    doc: $doc,
                    args: name_of::<$args>(&config, &mut imports),
                    result: name_of::<$result>(&config, &mut imports),
                });)*
            };
        }
        with_calls!(list_calls);
        let error = name_of::<ApiError>(&config, &mut imports);
        let change = name_of::<Change>(&config, &mut imports);

        let mut text =
            String::from("// Generated by `cargo test -p bellhop-desk` from the table of calls. Do not edit.\n");
        for name in &imports {
            writeln!(text, "import type {{ {name} }} from \"./{name}\";").unwrap();
        }
        text.push_str("\n/** Every call of the window: the desk's, and those that only the native shell answers. */\n");
        text.push_str("export type Contract = {\n");
        for call in &calls {
            writeln!(text, "  /** {} */", call.doc).unwrap();
            writeln!(text, "  {}: {{ args: {}; result: {} }};", call.name, call.args, call.result).unwrap();
        }
        text.push_str("};\n\n/** The name of a call. */\nexport type CallName = keyof Contract;\n\n");
        let shell: Vec<String> =
            calls.iter().filter(|call| call.owner == "shell").map(|call| format!("\"{}\"", call.name)).collect();
        writeln!(
            text,
            "/** The calls that only the native shell answers. */\nexport type ShellCall = {};\n",
            shell.join(" | ")
        )
        .unwrap();
        writeln!(text, "/** What a call fails with. */\nexport type CallError = {error};\n").unwrap();
        writeln!(text, "/** What the event `changed` carries. */\nexport type Changed = Array<{change}>;").unwrap();
        let path = config.out_dir().join("Contract.ts");
        std::fs::create_dir_all(config.out_dir()).unwrap();
        std::fs::write(path, text).unwrap();
        assert!(
            calls.iter().any(|call| call.name == "send" && call.result == "Array<IntentId>"),
            "the outbox's ids are gone from the contract"
        );
    }
}
