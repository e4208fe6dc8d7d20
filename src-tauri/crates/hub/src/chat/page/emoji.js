// The emoji to pick from: those that people send to shops and support, in five groups.
import { el } from "./dom.js";
import { say } from "./words.js";

const GROUPS = [
  ["emojiSmileys", "😀 😃 😄 😁 😆 😅 😂 🤣 🙂 🙃 😉 😊 😇 🥰 😍 🤩 😘 😋 😜 🤪 🤗 🤭 🤔 🤨 😐 😏 😒 🙄 😬 😌 😔 😪 😴 😷 🤒 🥴 🤯 🥳 😎 🤓 😕 🙁 😮 😳 🥺 😢 😭 😱 😤 😡"],
  ["emojiPeople", "👍 👎 👌 ✌️ 🤞 🤙 👋 👏 🙌 👐 🤝 🙏 💪 👉 👈 👆 👇 ☝️ ✋ 🫶 🤷 🤦 🙋 💁"],
  ["emojiHearts", "❤️ 🧡 💛 💚 💙 💜 🖤 🤍 💔 💕 💖 💯 ✨ ⭐ 🔥 🎉 ✅ ❌ ❗ ❓ ⚠️ 💤 💬 🔔"],
  ["emojiThings", "📦 🚚 ✈️ 🚗 🚲 🏠 🏢 🏪 📱 💻 🖥️ 🖨️ 📷 🎧 🔋 🔌 💡 🔑 🔒 🛒 💳 💰 🧾 📄 📎 ✏️ 📅 ⏰ 🎁 👕 👟 🧸"],
  ["emojiNature", "☕ 🍵 🥤 🍕 🍔 🥗 🍎 🍓 🍫 🍰 🎂 🍪 🌸 🌷 🌻 🌿 🍀 🌳 🌞 🌧️ ⛄ 🌈 🐶 🐱 🦊 🐻"],
];

/** The groups as buttons; `pick` gets the character. */
export function emojiGrid(pick) {
  return GROUPS.map(([name, characters]) => [
    el("h2", { text: say(name) }),
    el("div", { class: "emoji-grid", role: "group", "aria-label": say(name) },
      characters.split(" ").map((character) => el("button", { type: "button", text: character, on: { click: () => pick(character) } }))),
  ]).flat();
}
