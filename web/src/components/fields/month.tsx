/** One month as a grid of days; for use inside a `Calendar` of react-aria-components. */
import type { CalendarDate } from "@internationalized/date";
import { Button, CalendarCell, CalendarGrid, CalendarGridBody, CalendarGridHeader, CalendarHeaderCell, Heading } from "react-aria-components";
import "./month.css";

/** *isMarked* puts a dot under a day; whoever cannot see it must be told otherwise. */
export function Month({ isMarked }: { isMarked?: (date: CalendarDate) => boolean }) {
  return (
    <>
      <header className="month-header">
        <Button slot="previous" className="month-step"><span aria-hidden="true">‹</span></Button>
        <Heading className="month-name" />
        <Button slot="next" className="month-step"><span aria-hidden="true">›</span></Button>
      </header>
      <CalendarGrid className="month">
        <CalendarGridHeader>{(day) => <CalendarHeaderCell className="month-weekday">{day}</CalendarHeaderCell>}</CalendarGridHeader>
        <CalendarGridBody>
          {(date) => <CalendarCell date={date} className={isMarked?.(date) ? "month-day marked" : "month-day"} />}
        </CalendarGridBody>
      </CalendarGrid>
    </>
  );
}
