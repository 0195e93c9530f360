// What the script tag runs: reads its attributes, puts the chat on the page, gives the page a small interface.
import { configFrom, optionsOf, warn, type Options } from "./config";
import { ClinicAssistant, TAG } from "./element";

const script = document.currentScript as HTMLScriptElement | null;

/** What a page may call: see docs/widget.md. */
interface Interface {
  open(): void;
  close(): void;
  configure(options: Options): void;
}

declare global {
  interface Window {
    ClinicAssistant?: Interface;
  }
}

function begin(): void {
  let options = optionsOf((script?.dataset ?? {}) as Record<string, string | undefined>);
  const config = () =>
    configFrom(options, {
      lang: document.documentElement.lang,
      dir: document.documentElement.dir,
      script: script?.src || location.href,
      address: location.href,
    });
  customElements.define(TAG, ClinicAssistant);
  const element = document.createElement(TAG) as ClinicAssistant;
  element.setUp(config());
  window.ClinicAssistant = {
    open: () => void element.ready.then(() => element.show()),
    close: () => void element.ready.then(() => element.hide()),
    configure: (more) => {
      for (const name of ["server", "open"]) {
        if (name in more) warn(`"${name}" cannot be changed later: set data-${name}`);
      }
      options = { ...options, ...more };
      element.setUp(config());
    },
  };
  const put = (): void => document.body.append(element);
  if (document.body) put();
  else addEventListener("DOMContentLoaded", put, { once: true });
}

// Where the tag stands twice, the second does not come this far: see build.mjs.
begin();
