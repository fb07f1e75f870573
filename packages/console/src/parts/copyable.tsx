import { LabRefusal } from "../api/lab-client.ts";
import { perform } from "../state/store.ts";

/** A long name in full, with a button that copies it. */
export function Copyable({ text, what }: { text: string; what: string }) {
  // Browsers offer a clipboard only to pages from this machine or over HTTPS.
  const clipboard = "clipboard" in navigator ? navigator.clipboard : undefined;
  return (
    <span class="copyable">
      <code>{text}</code>
      {clipboard !== undefined && (
        <button
          type="button"
          class="quiet small"
          aria-label={`Copy the ${what}`}
          onClick={() => perform(`The ${what} is copied.`, () => copy(clipboard, text))}
        >
          Copy
        </button>
      )}
    </span>
  );
}

async function copy(clipboard: Clipboard, text: string): Promise<void> {
  await clipboard.writeText(text).catch(() => {
    throw new LabRefusal("The browser does not let this page copy.");
  });
}
