// The chat as a custom element: a button on the page, and the panel that it opens.
import { html, nothing, render, type TemplateResult } from "lit/html.js";
import { banner, connection } from "./alarm";
import { Chat, type Happening } from "./chat";
import styles from "./chat.css";
import { Client } from "./client";
import type { Config } from "./config";
import type { Turn } from "./conversation";
import * as icons from "./icons";
import { Panel } from "./panel";
import { room } from "./rooms";
import { log } from "./turns";
import { sayer, type Room, type View } from "./view";

export const TAG = "clinic-assistant";
const WARN_WHEN_LEFT = 200;

export class ClinicAssistant extends HTMLElement {
  #isReady!: () => void;
  /** Once it can be opened. */
  readonly ready = new Promise<void>((resolve) => (this.#isReady = resolve));
  readonly #root = this.attachShadow({ mode: "open" });
  readonly #panel = new Panel(this.#root, (focus) => this.#closed(focus));
  #leaving!: AbortController;
  #drawing: Promise<void> | undefined;
  #config!: Config;
  #chat!: Chat;
  #room: Room = "chat";
  #menu = false;
  #small = false;
  #notDeleted = false;
  #said = "";
  #draft = 0;
  #seen = { turns: -1, replies: 0, failed: 0, emergencies: 0, alarm: "none" };

  setUp(config: Config): void {
    this.#config = config;
    this.#chat ??= new Chat(
      new Client(new URL("webhooks/web/", config.server).href),
      `${TAG} ${config.server}`,
      () => this.#draw(),
      (what) => this.#tell(what),
    );
    this.style.setProperty("--main", config.colours.main);
    this.style.setProperty("--on-main", config.colours.onMain);
    this.lang = config.lang;
    this.#draw();
  }

  connectedCallback(): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    this.#root.adoptedStyleSheets = [sheet];
    this.#small = this.#chat.kept("small") === true;
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    addEventListener("online", this.#chat.reconnect, { signal });
    addEventListener("offline", this.#chat.lost, { signal });
    addEventListener("pageshow", (event) => event.persisted && this.#chat.wake(), { signal });
    this.#panel.connect(signal);
    void this.#draw().then(() => {
      this.#isReady();
      this.#tell("ready");
      const before = this.#chat.kept("open");
      if (before === true || (before === null && this.#config.open)) this.show(false);
    });
    void this.#chat.start();
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }

  /** Open the chat, and put the cursor into it unless the page opens it by itself. */
  show(focus = true): void {
    if (!this.#panel.show(focus)) return;
    this.#chat.keep("open", true);
    this.#draw();
    if (focus) this.#focusInside();
    this.#scroll();
    this.#tell("open");
  }

  hide(): void {
    this.#panel.hide();
  }

  #closed(focus: boolean): void {
    this.#menu = false;
    this.#chat.keep("open", false);
    void this.#draw().then(() => focus && this.#find<HTMLElement>("#launch")?.focus({ preventScroll: true }));
    this.#tell("close");
  }

  /** Draw once the work at hand is done, however often it is asked for. */
  #draw(): Promise<void> {
    return (this.#drawing ??= Promise.resolve().then(() => {
      this.#drawing = undefined;
      render(this.#template(), this.#root);
      this.#drawn();
    }));
  }

  #template(): TemplateResult {
    const view = this.#view();
    const { say } = view;
    const { open } = this.#panel;
    return html`<div class="widget ${this.#config.position}" dir=${this.#config.dir}>
      <div class="corner">
        ${banner(view, !open)}
        <button type="button" id="launch" ?hidden=${open} aria-haspopup="dialog" aria-expanded=${open} @click=${() => this.show()}>
          ${icons.chat}<span>${say("launch")}</span>
        </button>
      </div>
      <dialog aria-labelledby="title" @cancel=${this.#cancelled} @close=${this.#panel.onClose}
        @focusout=${this.#panel.onFocusOut} @keydown=${this.#keyed}>
        <div class="head">
          <div><h2 id="title">${say("title")}</h2><p>${say("subtitle")}</p></div>
          <button type="button" id="more" class="icon" aria-label=${say("menu")} aria-expanded=${this.#menu} aria-controls="menu"
            @click=${() => this.#setMenu(!this.#menu)}>${icons.more}</button>
          <button type="button" id="close" class="icon" aria-label=${say("close")} @click=${() => this.hide()}>${icons.close}</button>
        </div>
        ${banner(view, open)}
        ${connection(view)}
        ${this.#menuList(view)}
        <div class="middle">
          ${log(view)}${this.#form(view)}
          ${this.#room === "chat" ? nothing : room(view, this.#notDeleted, this.#deleteNow)}
        </div>
        <p class="hidden" role="status">${this.#said}</p>
      </dialog>
    </div>`;
  }

  #drawn(): void {
    const { turns, alarm } = this.#chat;
    const count = (is: (turn: Turn) => unknown): number => turns.filter(is).length;
    const replies = count((turn) => turn.reply);
    const failed = count((turn) => turn.state === "failed");
    const seen = this.#seen;
    if (turns.length !== seen.turns || replies !== seen.replies || failed > seen.failed) this.#scroll();
    const emergencies = count((turn) => turn.reply?.urgency === "emergency");
    // Made smaller for the last one; a further one is shown, and announced, in full.
    const raised = alarm !== seen.alarm || emergencies > seen.emergencies;
    if (raised && seen.turns >= 0) this.#setSmall(false);
    this.#seen = { turns: turns.length, replies, failed, emergencies, alarm };
  }

  #menuList(view: View): TemplateResult {
    const item = (name: Room, words: string) =>
      html`<li><button type="button" @click=${() => view.go(name)}>${words}</button></li>`;
    return html`<ul id="menu" ?hidden=${!this.#menu}>
      ${item("summary", view.say("summary"))}${item("privacy", view.say("privacy"))}${item("delete", view.say("delete"))}
    </ul>`;
  }

  #form(view: View): TemplateResult {
    const left = (this.#chat.settings?.longest_message ?? 2000) - this.#draft;
    return html`<form ?hidden=${this.#room !== "chat"} @submit=${this.#submitted} novalidate>
      <label for="text">${view.say("label")}</label>
      <div class="row">
        <textarea id="text" rows="1" autocomplete="off" enterkeyhint="send" aria-describedby="left" aria-invalid=${left < 0}
          @input=${this.#typed} @keydown=${this.#entered}></textarea>
        <button type="submit" class="main">${view.say("send")}</button>
      </div>
      <p id="left" class=${left < 0 ? "over" : ""} role="status">${
        left > WARN_WHEN_LEFT ? nothing : view.say(left < 0 ? "tooLong" : "left", { n: Math.abs(left) })
      }</p>
      <p class="foot"><span>${view.say("advice")}</span>
        <button type="button" class="link" id="person" @click=${() => view.go("person")}>${icons.phone}<span>${view.say("person")}</span></button></p>
    </form>`;
  }

  #view(): View {
    const config = this.#config;
    const chat = this.#chat;
    const clinic = chat.settings;
    return {
      chat,
      config,
      room: this.#room,
      small: this.#small,
      say: sayer(config, chat),
      emergency: clinic?.emergency_number || config.emergency,
      numbers: clinic ? [clinic.phone, clinic.emergency_number, clinic.urgent_care_line, clinic.crisis_line] : [],
      go: (to) => this.#go(to),
      ask: (text) => this.#ask(text),
      retry: () => {
        chat.retry();
        this.#focusInside();
      },
      setSmall: (to) => this.#setSmall(to),
    };
  }

  #find<Kind extends Element>(selector: string): Kind | null {
    return this.#root.querySelector<Kind>(selector) ?? null;
  }

  #go(to: Room): void {
    const from = this.#room;
    this.#room = to;
    this.#menu = false;
    this.#notDeleted = false;
    this.#draw();
    void this.#draw().then(() => {
      if (to !== "chat") this.#find<HTMLElement>("#room")?.focus();
      else this.#find<HTMLElement>(from === "person" ? "#person" : "#more")?.focus();
      if (to === "chat") this.#scroll();
    });
    if (to === "person") this.#tell("person");
    if (to === "summary") this.#tell("summary");
  }

  #ask(text: string): void {
    this.#said = "";
    this.#chat.send(text);
    this.#focusInside();
  }

  #setSmall(small: boolean): void {
    if (small === this.#small) return;
    this.#small = small;
    this.#chat.keep("small", small);
    this.#draw();
  }

  #setMenu(open: boolean): void {
    this.#menu = open;
    this.#draw();
  }

  #focusInside(): void {
    // On a touch screen the keyboard would cover the answer.
    const target = matchMedia("(pointer: coarse)").matches ? "#log" : "#text";
    void this.#draw().then(() => this.#find<HTMLElement>(target)?.focus({ preventScroll: true }));
  }

  /** Show the latest message from its beginning. The log scrolls, and nothing around it does. */
  #scroll(): void {
    const list = this.#find<HTMLElement>("#log");
    const patients = list?.querySelectorAll<HTMLElement>(".patient");
    const latest = patients?.[patients.length - 1];
    if (!list || !latest) return;
    const top = (of: Element | null): number => of?.getBoundingClientRect().top ?? 0;
    if (getComputedStyle(list).overflowY === "visible") {
      // A low window: the panel scrolls as a whole, below the banner.
      const banner = this.#find<HTMLElement>("dialog .alert")?.offsetHeight ?? 0;
      const { dialog } = this.#panel;
      dialog!.scrollTop += top(latest) - top(dialog) - banner - 12;
    } else list.scrollTop += top(latest) - top(list) - 12;
  }

  #submitted = (event: Event): void => {
    event.preventDefault();
    const field = this.#find<HTMLTextAreaElement>("#text")!;
    const text = field.value.trim();
    if (!text || text.length > (this.#chat.settings?.longest_message ?? 2000)) return field.focus();
    field.value = "";
    this.#typed();
    this.#ask(text);
  };

  #typed = (): void => {
    const field = this.#find<HTMLTextAreaElement>("#text")!;
    this.#draft = field.value.trim().length;
    field.style.height = "auto";
    if (field.value) field.style.height = `${Math.min(field.scrollHeight + 4, 140)}px`;
    this.#draw();
  };

  #entered = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#find<HTMLFormElement>("form")!.requestSubmit();
  };

  #keyed = (event: KeyboardEvent): void => {
    event.stopPropagation(); // a page's own shortcuts are not for what is typed here
    if (event.key !== "Escape") return;
    event.preventDefault();
    this.#back();
  };

  /** Android's Back; where the browser does not let it be answered, `close` follows. */
  #cancelled = (event: Event): void => {
    if (!event.cancelable) return;
    event.preventDefault();
    this.#back();
  };

  #back(): void {
    if (this.#menu) {
      this.#setMenu(false);
      this.#find<HTMLElement>("#more")?.focus();
    } else if (this.#room !== "chat") this.#go("chat");
    else this.hide();
  }

  #deleteNow = async (): Promise<void> => {
    const deleted = await this.#chat.forget();
    if (deleted) {
      this.#said = this.#view().say("deleted");
      this.#go("chat");
      this.#focusInside();
    } else if (deleted === false) {
      this.#notDeleted = true;
      this.#draw();
    }
  };

  /** Tell the page what happened, for its statistics: never what was said, nor what it was about. */
  #tell(what: Happening | "ready" | "open" | "close" | "person" | "summary"): void {
    if (what === "online") this.#said = this.#view().say("online");
    if (what === "offline") this.#said = ""; // so that the same words are announced again
    document.dispatchEvent(new CustomEvent(`${TAG}:${what}`));
  }
}
