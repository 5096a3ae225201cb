// Reads calendar objects by ical.js: a JSON string a line comes in, what was read of it goes out as a line of JSON.
import ICAL from "ical.js";
import readline from "node:readline";

const seconds = (time) => (time ? time.toUnixTime() : null);
const text = (component, name) => component.getFirstPropertyValue(name) ?? null;
const parameters = (component, name, parameter) => component.getAllProperties(name).map((each) => each.getParameter(parameter) ?? null);

function eventRead(component) {
  return {
    uid: text(component, "uid"),
    sequence: Number(text(component, "sequence")),
    stamp: seconds(text(component, "dtstamp")),
    recurrence_id: seconds(text(component, "recurrence-id")),
    starts_at: seconds(text(component, "dtstart")),
    ends_at: seconds(new ICAL.Event(component).endDate),
    status: text(component, "status"),
    summary: text(component, "summary"),
    description: text(component, "description"),
    location: text(component, "location"),
    conference: text(component, "conference"),
    organizer: text(component, "organizer"),
    organizer_name: parameters(component, "organizer", "cn")[0] ?? null,
    attendees: component.getAllProperties("attendee").map((each) => each.getFirstValue()),
    attendee_names: parameters(component, "attendee", "cn"),
    alarms: component.getAllSubcomponents("valarm").length,
  };
}

function shown(components) {
  const exceptions = components.filter((each) => each.hasProperty("recurrence-id"));
  return components.filter((each) => !each.hasProperty("recurrence-id")).flatMap((master) => {
    if (text(master, "status") === "CANCELLED") return [];
    const own = exceptions.filter((each) => text(each, "uid") === text(master, "uid"));
    const event = new ICAL.Event(master, { exceptions: own });
    if (!event.isRecurring()) return [[seconds(event.startDate), seconds(event.endDate), text(master, "status")]];
    const spans = [];
    const times = event.iterator();
    for (let next = times.next(); next && spans.length < 1000; next = times.next()) {
      const occurrence = event.getOccurrenceDetails(next);
      spans.push([seconds(occurrence.startDate), seconds(occurrence.endDate), text(occurrence.item.component, "status")]);
    }
    return spans;
  });
}

function read(source) {
  const calendar = new ICAL.Component(ICAL.parse(source));
  const events = calendar.getAllSubcomponents("vevent");
  return { method: text(calendar, "method"), events: events.map(eventRead), shown: shown(events) };
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = read(JSON.parse(line));
  } catch (error) {
    answer = { problem: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
