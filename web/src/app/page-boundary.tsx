/** Keeps a page that broke from taking the app with it. */
import { Component, type ReactNode } from "react";
import { FailureNotice } from "../components/failure-notice/failure-notice";

export class PageBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (!this.state.error) return this.props.children;
    // What a page was made of may be gone after a new version was published; loading anew gets it.
    return <FailureNotice error={this.state.error} retry={() => location.reload()} />;
  }
}
