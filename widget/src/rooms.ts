// The rooms beside the conversation: a person to talk to, the summary, privacy, deleting.
import { html, nothing, type TemplateResult } from "lit/html.js";
import * as icons from "./icons";
import { print, save, summary } from "./summary";
import { policy } from "./turns";
import type { Room, View } from "./view";
import { dial, emergencyLine } from "./words";

const TITLES = { person: "person", summary: "summary", delete: "delete", privacy: "privacy" } as const;

export function room(view: View, notDeleted: boolean, deleteNow: () => void): TemplateResult {
  const name = view.room as Exclude<Room, "chat">;
  return html`<div class="room" tabindex="-1" id="room" role="region" aria-labelledby="room-title">
    <button type="button" class="link back" @click=${() => view.go("chat")}>${icons.back}<span>${view.say("back")}</span></button>
    <h3 id="room-title">${view.say(TITLES[name])}</h3>
    ${
      name === "person"
        ? person(view)
        : name === "privacy"
          ? html`<p>${view.say("noticeText")}</p>${policy(view)}`
          : name === "delete"
            ? deletion(view, notDeleted, deleteNow)
            : html`${summary(view)}
                ${
                  view.chat.turns.length
                    ? html`<div class="actions">
                        <button type="button" class="main" @click=${() => print(view)}>${view.say("print")}</button>
                        <button type="button" class="choice" @click=${(event: Event) => save(view, (event.target as HTMLElement).closest(".room")!.querySelector(".summary")!)}>${view.say("save")}</button>
                      </div>`
                    : nothing
                }`
    }
  </div>`;
}

function person(view: View): TemplateResult {
  const { settings } = view.chat;
  const note = html`<p class="emergency-note">${icons.warning}<span>${emergencyLine(view, "offlineEmergency")}</span></p>`;
  if (!settings) return note;
  return html`<p>${view.say("personText")}</p>
    <a class="call" href=${dial(settings.phone)}>${icons.phone}<span>${view.say("callClinic")}<br />${settings.phone}</span></a>
    <dl>
      <dt>${view.say("hours")}</dt>
      <dd>${settings.opening_hours}</dd>
      <dt>${view.say("email")}</dt>
      <dd><a href=${`mailto:${settings.email}`}>${settings.email}</a></dd>
    </dl>
    <p><a href=${dial(settings.urgent_care_line)}>${view.say("closedText")}</a></p>
    ${note}`;
}

const deletion = (view: View, notDeleted: boolean, deleteNow: () => void): TemplateResult =>
  html`<p>${view.say("deleteText")}</p>
    <div role="alert">${notDeleted ? html`<p class="not-sent">${icons.warning}<span>${view.say("notDeleted")}</span></p>` : nothing}</div>
    <div class="actions">
      <button type="button" class="main danger" @click=${deleteNow}>${view.say("deleteYes")}</button>
      <button type="button" class="choice" @click=${() => view.go("chat")}>${view.say("deleteNo")}</button>
    </div>`;
