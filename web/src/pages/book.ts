/** Book a time: practitioner, service, time, details, done. */
import { connect } from "../api/connect";
import { startJourney } from "../book/journey";
import { openPage } from "../components/shell/shell";
import { failureScreen, loadingScreen } from "../components/shell/screens";

const page = openPage(loadingScreen);

async function start(): Promise<void> {
  page.wait();
  try {
    startJourney(page, await connect());
  } catch (error) {
    page.show(failureScreen(error, () => void start()));
  }
}

void start();
