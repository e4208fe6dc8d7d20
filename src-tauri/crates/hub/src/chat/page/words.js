// What the page says, in English and Polish. A test compares the keys of the two.
import { memory } from "./memory.js";

const WORDS = {
  en: {
    title: "Web chat",
    heading: "Chat with our team",
    connected: "Connected",
    reconnecting: "No connection. Trying again…",
    newConversation: "New conversation",
    switchLanguage: "Polski",
    hello: "Hello! How can we help?",
    helloMore: "Write to us here. Our team reads every message and answers in this window.",
    name: "Name",
    email: "E-mail",
    optional: "(optional)",
    badEmail: "Please check the address; it should look like anna@example.com.",
    startChat: "Start chat",
    starting: "Starting…",
    earlier: "Your earlier conversations",
    noMessages: "No messages yet",
    conversation: "Conversation",
    message: "Message",
    placeholder: "Write a message…",
    send: "Send",
    attach: "Attach file",
    record: "Record voice note",
    stickers: "Stickers",
    emoji: "Emoji",
    keys: "Enter sends, Shift+Enter breaks the line",
    welcome: "We are here. Write your first message, or send a picture, a file or a voice note.",
    today: "Today",
    yesterday: "Yesterday",
    sending: "Sending…",
    uploading: "Uploading {percent}%",
    sent: "Sent",
    notSent: "Not sent.",
    noConnection: "Not sent: no connection.",
    retry: "Try again",
    discard: "Discard",
    you: "You",
    team: "Support team",
    replyTo: "Reply to this message",
    replyingTo: "Replying to: {text}",
    cancelReply: "Do not reply to this message",
    attachment: "Attachment",
    picture: "Picture: {name}",
    sticker: "Sticker",
    voiceNote: "Voice note",
    audio: "Audio: {name}",
    video: "Video: {name}",
    download: "Download {name}",
    unsupported: "This message has content that the chat cannot show.",
    fileGone: "This file cannot be opened.",
    play: "Play",
    pause: "Pause",
    position: "Position",
    speed: "Speed",
    close: "Close",
    newMessages: "New messages",
    remove: "Remove {name}",
    tooLarge: "Larger than 25 MB",
    tooMany: "At most 10 files can be sent with one message.",
    emptyFile: "The file is empty",
    dropHere: "Drop files here to attach them",
    noMicrophone: "No microphone was found. Connect one and try again.",
    microphoneBlocked: "The microphone is blocked. Allow it for this page in the browser's settings and try again.",
    microphoneBroken: "The recording could not be made.",
    recording: "Recording",
    cancel: "Cancel",
    sendRecording: "Send voice note",
    closed: "The chat is switched off at the moment. You can read everything here; please come back later to write.",
    unknownConversation: "This conversation was not found. Please start a new one.",
    away: "The chat cannot be reached right now. Please try again in a moment.",
    refused: "The chat did not take this.",
    answered: "{name} answered: {text}",
    unread: "({count}) {title}",
    dismiss: "Dismiss",
    emojiSmileys: "Smileys",
    emojiPeople: "Gestures and people",
    emojiHearts: "Hearts and signs",
    emojiThings: "Things and places",
    emojiNature: "Food and nature",
    stickerHello: "Hello",
    stickerThanks: "Thank you",
    stickerLove: "Love it",
    stickerGreat: "Great",
    stickerParty: "Hooray",
    stickerWow: "Wow",
    stickerQuestion: "Question",
    stickerSad: "Sad",
    stickerOops: "Oops",
    stickerSleepy: "Sleepy",
    stickerCoffee: "Coffee break",
    stickerDone: "Done",
  },
  pl: {
    title: "Czat",
    heading: "Napisz do nas",
    connected: "Połączono",
    reconnecting: "Brak połączenia. Próbujemy ponownie…",
    newConversation: "Nowa rozmowa",
    switchLanguage: "English",
    hello: "Dzień dobry! W czym możemy pomóc?",
    helloMore: "Napisz do nas tutaj. Nasz zespół czyta każdą wiadomość i odpowiada w tym oknie.",
    name: "Imię",
    email: "E-mail",
    optional: "(opcjonalnie)",
    badEmail: "Sprawdź adres; powinien wyglądać jak anna@example.com.",
    startChat: "Rozpocznij czat",
    starting: "Rozpoczynamy…",
    earlier: "Twoje wcześniejsze rozmowy",
    noMessages: "Brak wiadomości",
    conversation: "Rozmowa",
    message: "Wiadomość",
    placeholder: "Napisz wiadomość…",
    send: "Wyślij",
    attach: "Dołącz plik",
    record: "Nagraj notatkę głosową",
    stickers: "Naklejki",
    emoji: "Emoji",
    keys: "Enter wysyła, Shift+Enter łamie wiersz",
    welcome: "Jesteśmy tutaj. Napisz pierwszą wiadomość albo wyślij zdjęcie, plik lub notatkę głosową.",
    today: "Dzisiaj",
    yesterday: "Wczoraj",
    sending: "Wysyłanie…",
    uploading: "Przesyłanie {percent}%",
    sent: "Wysłano",
    notSent: "Nie wysłano.",
    noConnection: "Nie wysłano: brak połączenia.",
    retry: "Spróbuj ponownie",
    discard: "Odrzuć",
    you: "Ty",
    team: "Zespół obsługi",
    replyTo: "Odpowiedz na tę wiadomość",
    replyingTo: "Odpowiedź na: {text}",
    cancelReply: "Nie odpowiadaj na tę wiadomość",
    attachment: "Załącznik",
    picture: "Zdjęcie: {name}",
    sticker: "Naklejka",
    voiceNote: "Notatka głosowa",
    audio: "Nagranie: {name}",
    video: "Film: {name}",
    download: "Pobierz {name}",
    unsupported: "Ta wiadomość ma treść, której czat nie potrafi pokazać.",
    fileGone: "Nie można otworzyć tego pliku.",
    play: "Odtwórz",
    pause: "Wstrzymaj",
    position: "Pozycja",
    speed: "Szybkość",
    close: "Zamknij",
    newMessages: "Nowe wiadomości",
    remove: "Usuń {name}",
    tooLarge: "Większy niż 25 MB",
    tooMany: "Z jedną wiadomością można wysłać najwyżej 10 plików.",
    emptyFile: "Plik jest pusty",
    dropHere: "Upuść pliki tutaj, aby je dołączyć",
    noMicrophone: "Nie znaleziono mikrofonu. Podłącz go i spróbuj ponownie.",
    microphoneBlocked: "Mikrofon jest zablokowany. Zezwól na niego tej stronie w ustawieniach przeglądarki i spróbuj ponownie.",
    microphoneBroken: "Nie udało się nagrać.",
    recording: "Nagrywanie",
    cancel: "Anuluj",
    sendRecording: "Wyślij notatkę głosową",
    closed: "Czat jest teraz wyłączony. Możesz tu wszystko przeczytać; napisz do nas później.",
    unknownConversation: "Nie znaleziono tej rozmowy. Rozpocznij nową.",
    away: "Czat jest teraz nieosiągalny. Spróbuj ponownie za chwilę.",
    refused: "Czat nie przyjął tej wiadomości.",
    answered: "{name} odpowiada: {text}",
    unread: "({count}) {title}",
    dismiss: "Zamknij komunikat",
    emojiSmileys: "Buźki",
    emojiPeople: "Gesty i ludzie",
    emojiHearts: "Serca i znaki",
    emojiThings: "Rzeczy i miejsca",
    emojiNature: "Jedzenie i przyroda",
    stickerHello: "Cześć",
    stickerThanks: "Dziękuję",
    stickerLove: "Uwielbiam",
    stickerGreat: "Świetnie",
    stickerParty: "Hurra",
    stickerWow: "Ojej",
    stickerQuestion: "Pytanie",
    stickerSad: "Smutno",
    stickerOops: "Ups",
    stickerSleepy: "Śpię",
    stickerCoffee: "Przerwa na kawę",
    stickerDone: "Gotowe",
  },
};

const stored = memory.language();
let current = stored in WORDS ? stored : navigator.languages.some((tag) => tag.toLowerCase().startsWith("pl")) ? "pl" : "en";

/** The language of the page, `en` or `pl`. */
export const language = () => current;

/** Goes over to the other language and remembers it. */
export function switchLanguage() {
  current = current === "en" ? "pl" : "en";
  memory.setLanguage(current);
}

/** A sentence, with `{name}` replaced by the values. */
export function say(key, values = {}) {
  return WORDS[current][key].replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

const formats = {};
const format = (name, options) => (formats[current + name] ??= new Intl.DateTimeFormat(current === "pl" ? "pl-PL" : "en-GB", options));

/** The time of day, for example 09:05. */
export const clock = (date) => format("clock", { hour: "2-digit", minute: "2-digit" }).format(date);

/** A short date for lists: the time today, otherwise the day. */
export const shortDate = (date) => (sameDay(date, new Date()) ? clock(date) : format("short", { day: "numeric", month: "short" }).format(date));

/** The name of a day: today, yesterday, or its date. */
export function dayName(date, now = new Date()) {
  if (sameDay(date, now)) return say("today");
  const yesterday = new Date(now);
  yesterday.setDate(now.getDate() - 1);
  if (sameDay(date, yesterday)) return say("yesterday");
  const sameYear = date.getFullYear() === now.getFullYear();
  return format(sameYear ? "day" : "dayYear", { weekday: "long", day: "numeric", month: "long", ...(sameYear ? {} : { year: "numeric" }) }).format(date);
}

/** True when both are on the same day here. */
export const sameDay = (a, b) => a.toDateString() === b.toDateString();

/** A file's size, for example 1.2 MB. */
export function sizeText(bytes) {
  const number = (value, unit) => `${value.toLocaleString(current === "pl" ? "pl-PL" : "en-GB", { maximumFractionDigits: 1 })} ${unit}`;
  if (bytes < 1000) return number(bytes, "B");
  if (bytes < 1_000_000) return number(bytes / 1000, "kB");
  return number(bytes / 1_000_000, "MB");
}

/** Minutes and seconds, for example 0:42. */
export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds + 0.001));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
