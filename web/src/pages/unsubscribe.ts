/** Choose what mail to get, by the link at the foot of a mail. */
import { connect } from "../api/connect";
import { openPage } from "../components/shell/shell";
import { failureScreen, loadingScreen } from "../components/shell/screens";
import { startChoice } from "../unsubscribe/choice";

const page = openPage(loadingScreen);

async function start(): Promise<void> {
  page.wait();
  try {
    startChoice(page, await connect(), location.hash.slice(1));
  } catch (error) {
    page.show(failureScreen(error, () => void start()));
  }
}

// Another link opened in this tab changes only the fragment.
addEventListener("hashchange", () => location.reload());
void start();
