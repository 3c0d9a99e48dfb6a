// Does a running stack do what it is for? Logs in, sends a mail and finds it in the catcher, opens the websocket.
//   node scripts/probe-stack.mjs --odoo http://localhost:8069 --mail http://localhost:8025 --database dev
// The password is in ODOO_PASSWORD. Prints one line for each fact, then "N passed, N failed".
import { randomUUID } from "node:crypto";
import { request as plain } from "node:http";
import { request as secure } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { odoo: { type: "string" }, mail: { type: "string" }, database: { type: "string" } },
});
const login = { db: values.database, login: "admin", password: process.env.ODOO_PASSWORD ?? "admin" };
let cookie = "";

const facts = {
  "the login page is served": async () => (await fetch(`${values.odoo}/web/login`)).status === 200,
  "a wrong password is refused": async () => !(await authenticate({ ...login, password: randomUUID() }))?.uid,
  "admin logs in": async () => Boolean((await authenticate(login))?.uid),
  "a mail arrives in the catcher": mailArrives,
  "the websocket opens": websocketOpens,
};

let failed = 0;
for (const [fact, holds] of Object.entries(facts)) {
  const outcome = await holds().catch((error) => error.message);
  if (outcome !== true) failed += 1;
  console.log(`${outcome === true ? "ok    " : "FAILED"} ${fact}${typeof outcome === "string" ? `: ${outcome}` : ""}`);
}
console.log(`${Object.keys(facts).length - failed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;

async function call(path, params) {
  const body = JSON.stringify({ jsonrpc: "2.0", method: "call", params });
  const headers = { "Content-Type": "application/json", Cookie: cookie };
  const answer = await fetch(`${values.odoo}${path}`, { method: "POST", headers, body });
  const session = answer.headers.getSetCookie().find((one) => one.startsWith("session_id="));
  if (session) cookie = session.split(";")[0];
  const { result, error } = await answer.json();
  if (error) throw new Error(error.data?.message ?? error.message);
  return result;
}

async function authenticate(params) {
  return call("/web/session/authenticate", params).catch((error) => {
    if (/denied/i.test(error.message)) return null;
    throw error;
  });
}

function mailModel(method, args) {
  return call(`/web/dataset/call_kw/mail.mail/${method}`, { model: "mail.mail", method, args, kwargs: {} });
}

async function mailArrives() {
  const subject = `probe ${randomUUID()}`;
  const addresses = { email_from: "probe@localhost.localdomain", email_to: "someone@example.com" };
  const mail = { subject, ...addresses, body_html: "<p>probe</p>" };
  const id = await mailModel("create", [mail]);
  await mailModel("send", [[id].flat()]);
  for (let tries = 0; tries < 30; tries++, await sleep(1000)) {
    const { messages } = await (await fetch(`${values.mail}/api/v1/messages`)).json();
    if (messages.some((message) => message.Subject === subject)) return true;
  }
  return "not there after 30 s";
}

function websocketOpens() {
  const key = Buffer.from(randomUUID().slice(0, 16)).toString("base64");
  const headers = {
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Key": key,
    "Sec-WebSocket-Version": "13",
  };
  return new Promise((resolve, reject) => {
    const request = values.odoo.startsWith("https:") ? secure : plain;
    const asked = request(`${values.odoo}/websocket?version=probe`, {
      headers: { ...headers, Origin: values.odoo, Cookie: cookie },
    });
    asked.on("upgrade", (answer, socket) => (socket.destroy(), resolve(answer.statusCode === 101)));
    asked.on("response", (answer) => (answer.resume(), resolve(`status ${answer.statusCode}`)));
    asked.on("error", reject);
    asked.setTimeout(60_000, () => asked.destroy(new Error("no answer")));
    asked.end();
  });
}
