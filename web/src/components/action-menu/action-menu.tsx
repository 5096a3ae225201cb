/** A button that opens a few things to do. */
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import "../fields/list.css";
import "./action-menu.css";

export interface Action {
  id: string;
  name: string;
  act: () => void;
  danger?: boolean;
}

/** *label* names the button; `quiet` draws it as three dots with the label for screen readers only. */
export function ActionMenu({ label, actions, quiet = false }: { label: string; actions: readonly Action[]; quiet?: boolean }) {
  return (
    <MenuTrigger>
      {quiet
        ? <Button className="action-dots" aria-label={label}><span aria-hidden="true">⋯</span></Button>
        : <Button className="button">{label}</Button>}
      <Popover className="list-popover">
        <Menu className="list" items={actions} onAction={(id) => actions.find((action) => action.id === id)?.act()}>
          {(action) => <MenuItem id={action.id} className={`list-item ${action.danger ? "danger" : ""}`}>{action.name}</MenuItem>}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
