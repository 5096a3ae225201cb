/** Accept an invitation to a practice. */
import { connect } from "../api/connect";
import { openPage } from "../components/shell/shell";
import { failureScreen, loadingScreen } from "../components/shell/screens";
import { startAcceptance } from "../join/acceptance";

const page = openPage(loadingScreen);

async function start(): Promise<void> {
  page.wait();
  try {
    startAcceptance(page, await connect({ session: true }), location.hash.slice(1));
  } catch (error) {
    page.show(failureScreen(error, () => void start()));
  }
}

addEventListener("hashchange", () => location.reload());
void start();
