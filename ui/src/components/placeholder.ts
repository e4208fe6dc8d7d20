/** A picture's colours while the picture is on its way: a thumbhash, drawn once. */
import { thumbHashToDataURL } from 'thumbhash';

const kept = 300;
const drawn = new Map<string, string | null>();

/** The picture as a `data:` address; nothing for a hash that says nothing. */
export function placeholderOf(thumbhash: string | null): string | null {
  if (thumbhash === null) return null;
  const known = drawn.get(thumbhash);
  if (known !== undefined) return known;
  const address = draw(thumbhash);
  // The oldest leaves: a conversation's hashes come in the order in which it is read.
  const oldest = drawn.size >= kept ? drawn.keys().next().value : undefined;
  if (oldest !== undefined) drawn.delete(oldest);
  drawn.set(thumbhash, address);
  return address;
}

function draw(thumbhash: string): string | null {
  try {
    const bytes = Uint8Array.from(atob(thumbhash), (letter) => letter.charCodeAt(0));
    // Fewer bytes than its own head asks for decode to noise.
    return bytes.length < 5 || bytes.length > 32 ? null : thumbHashToDataURL(bytes);
  } catch {
    return null;
  }
}
