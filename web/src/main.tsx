/** Starts the app: styles, then everything that the pages stand on. */
import "./styles/tokens.css";
import "./styles/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app";

const root = document.getElementById("app");
if (!root) throw new Error("index.html has no element #app.");
createRoot(root).render(<StrictMode><App /></StrictMode>);
