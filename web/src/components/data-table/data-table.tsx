/** A table of things, each row led by a heading; on narrow screens each row becomes a card. */
import type { ReactNode } from "react";
import "./data-table.css";

export interface Column<Row> {
  id: string;
  name: string;
  cell: (row: Row) => ReactNode;
  /** Numbers and times stand at the end of their column. */
  end?: boolean;
}

interface DataTableProps<Row> {
  /** What the table lists, for those who do not see the page's heading. */
  caption: string;
  /** The first one names the row. */
  columns: readonly [Column<Row>, ...Column<Row>[]];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
}

export function DataTable<Row>({ caption, columns, rows, rowKey }: DataTableProps<Row>) {
  const [first, ...rest] = columns;
  const side = ({ end }: Column<Row>) => (end ? "data-end" : undefined);
  return (
    <table className="data">
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>{columns.map((column) => <th key={column.id} scope="col" className={side(column)}>{column.name}</th>)}</tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)}>
            <th scope="row" className={side(first)}>{first.cell(row)}</th>
            {rest.map((column) => <td key={column.id} data-column={column.name} className={side(column)}>{column.cell(row)}</td>)}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
