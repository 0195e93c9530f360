// The conversation: what the patient wrote, the answers with their sources, care cards, ratings, topics to choose from.
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Bubble, Reply, Turn } from "./conversation";
import * as icons from "./icons";
import type { View } from "./view";
import { dial, emergencyLine, paragraphs } from "./words";

type Part = TemplateResult | typeof nothing;

export function log(view: View): TemplateResult {
  const { turns } = view.chat;
  const latest = turns[turns.length - 1];
  return html`<div id="log" ?hidden=${view.room !== "chat"} role="log" tabindex="0" aria-label=${view.say("conversation")}>
    ${welcome(view)}
    ${turns.map((turn) => exchange(view, turn, turn === latest))}
    ${view.chat.waiting ? typing(view) : nothing}
  </div>`;
}

function welcome(view: View): TemplateResult {
  const { settings, turns } = view.chat;
  return html`<section class="notice" aria-label=${view.say("noticeTitle")}>
      <p class="emergency-note">${icons.warning}<span>${emergencyLine(view, "noticeEmergency")}</span></p>
      ${settings ? html`<p>${view.say("noticeText")}</p>` : nothing}
      ${policy(view)}
    </section>
    <div class="turn bot">
      <p class="who">${view.say("assistant")}</p>
      <div class="bubble"><p>${view.say("greeting")}</p>${view.say("answersIn") ? html`<p>${view.say("answersIn")}</p>` : nothing}</div>
    </div>
    ${turns.length || !settings ? nothing : choices(view, settings.starters)}`;
}

export const policy = (view: View): Part =>
  view.config.privacyUrl
    ? html`<p><a href=${view.config.privacyUrl} target="_blank" rel="noopener noreferrer">${view.say("privacyLink")}</a></p>`
    : nothing;

function exchange(view: View, turn: Turn, latest: boolean): TemplateResult {
  return html`<div class="turn patient" data-state=${turn.state}>
      <div class="bubble"><span class="hidden">${view.say("you")}: </span><p dir="auto">${turn.text}</p></div>
      ${turn.state === "failed" ? notSent(view) : nothing}
    </div>
    ${turn.reply ? answer(view, turn, turn.reply, latest) : nothing}`;
}

const notSent = (view: View): TemplateResult =>
  html`<p class="not-sent">${icons.warning}<span>${view.say("notSent")}</span>
    <button type="button" class="link" @click=${() => view.retry()}>${view.say("again")}</button></p>
    <p class="emergency-note">${emergencyLine(view, "offlineEmergency")}</p>`;

function answer(view: View, turn: Turn, reply: Reply, latest: boolean): TemplateResult {
  const buttons = latest ? reply.messages.flatMap((message) => message.buttons) : [];
  return html`<div class="turn bot" lang="en">
      <p class="who">${view.say("assistant")}</p>
      ${reply.messages.map((message) => bubble(view, message))}
      ${reply.rating ? rating(view, turn) : nothing}
    </div>
    ${buttons.length ? choices(view, buttons) : nothing}`;
}

function bubble(view: View, message: Bubble): TemplateResult {
  if (message.urgency === "urgent") return careCard(view, message);
  const words = paragraphs(message.text, view.numbers, message.urgency === "emergency");
  if (message.urgency === "emergency") {
    return html`<div class="bubble emergency"><span class="hidden">${view.say("emergencyHidden")}</span>${words}</div>`;
  }
  return html`<div class="bubble">${words}${message.sources.length ? sources(view, message) : nothing}</div>`;
}

function careCard(view: View, message: Bubble): TemplateResult {
  const { settings } = view.chat;
  return html`<div class="bubble care">
    <h3>${icons.clock}<span><span class="hidden">${view.say("urgentHidden")}</span>${view.say("urgentTitle")}</span></h3>
    <div class="inside">
      ${
        settings
          ? html`<a class="call" href=${dial(settings.phone)}>${icons.phone}<span>${view.say("callClinic")}<br />${settings.phone}</span></a>`
          : nothing
      }
      ${paragraphs(message.text, view.numbers, true)}
      ${settings ? html`<p class="also">${icons.phone}<a href=${dial(settings.urgent_care_line)}>${view.say("callUrgent")}</a></p>` : nothing}
    </div>
  </div>`;
}

const sources = (view: View, message: Bubble): TemplateResult =>
  html`<details>
    <summary>${icons.page}<span>${view.say("source")}</span></summary>
    <div class="sources">
      <p class="article">${view.say("sourceFrom")}</p>
      ${message.sources.map(
        (source) => html`<blockquote>
          <h3>${source.heading}</h3>
          ${paragraphs(source.text, [])}
        </blockquote>`,
      )}
    </div>
  </details>`;

function rating(view: View, turn: Turn): TemplateResult {
  const thumb = (helpful: boolean) =>
    html`<button type="button" class="thumb" aria-label=${view.say(helpful ? "yes" : "no")} title=${view.say(helpful ? "yes" : "no")}
      aria-pressed=${turn.helpful === helpful} @click=${() => void view.chat.rate(turn.id, helpful)}>
      ${icons.thumb}
    </button>`;
  return html`<div class="rating" role="group" aria-label=${view.say("helpful")} lang=${view.config.lang}>
    <span>${view.say(turn.helpful === undefined ? "helpful" : turn.helpful === null ? "notKept" : "thanks")}</span>${thumb(true)}${thumb(false)}
  </div>`;
}

const choices = (view: View, words: string[]): TemplateResult =>
  html`<ul class="choices" aria-label=${view.say("choices")} lang="en">
    ${words.map((each) => html`<li><button type="button" class="choice" @click=${() => view.ask(each)}>${each}</button></li>`)}
  </ul>`;

const typing = (view: View): TemplateResult =>
  html`<p class="typing"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span><span>${view.say("typing")}</span></p>`;
