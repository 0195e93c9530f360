// What the script tag runs: reads its attributes, puts the chat on the page, gives the page a small interface.
import { configFrom, optionsOf, type Options } from "./config";
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
    open: () => element.show(),
    close: () => element.hide(),
    configure: (more) => {
      options = { ...options, ...more };
      element.setUp(config());
    },
  };
  const put = (): void => {
    document.body.append(element);
    document.dispatchEvent(new CustomEvent(`${TAG}:ready`));
  };
  if (document.body) put();
  else addEventListener("DOMContentLoaded", put, { once: true });
}

// A page that has the tag twice gets one chat.
if (!customElements.get(TAG)) begin();
