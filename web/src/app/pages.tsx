/** Which page stands at which address; each is loaded when it is opened first. */
import { lazy, Suspense, type ComponentType, type LazyExoticComponent } from "react";
import { Route, Switch } from "wouter";
import { Loading } from "../components/query-view/loading";
import { PAGES } from "../guard/guard";
import { Guard } from "./guard";
import { Nowhere } from "./nowhere";
import { PageBoundary } from "./page-boundary";

const MODULES = import.meta.glob<{ default: ComponentType }>("../*/*.page.tsx");

const COMPONENTS = new Map<string, LazyExoticComponent<ComponentType>>(
  Object.entries(MODULES).map(([file, load]) => [file.slice("../".length, -".page.tsx".length), lazy(load)]),
);

export function Pages() {
  return (
    <Switch>
      {PAGES.map((guarded) => {
        const Component = COMPONENTS.get(guarded.page) ?? Nowhere;
        return (
          <Route key={guarded.page} path={guarded.path}>
            {(params) => (
              // Another address is another page, even when the same module shows it.
              <PageBoundary key={JSON.stringify(params)}>
                <Guard guarded={guarded}>
                  <Suspense fallback={<Loading />}><Component /></Suspense>
                </Guard>
              </PageBoundary>
            )}
          </Route>
        );
      })}
      <Route><Nowhere /></Route>
    </Switch>
  );
}
