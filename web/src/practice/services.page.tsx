/** Services: a list for all members; admins make, change and archive them, and keep the rooms and equipment that they need. */
import { useSearchParams } from "wouter";
import { useOrganization } from "../app/organization";
import { EmptyState } from "../components/empty-state/empty-state";
import { Link } from "../components/link/link";
import { Page } from "../components/page/page";
import { QueryView } from "../components/query-view/query-view";
import { useWords } from "../i18n/speech";
import { useServices } from "./services/data";
import { ServiceEditor } from "./services/service-editor";
import { ServiceList } from "./services/service-list";
import { words } from "./services/words";

export default function ServicesPage() {
  const t = useWords(words);
  const { may, path } = useOrganization();
  const [search] = useSearchParams();
  const services = useServices();
  const wanted = may("settings:write") ? search.get("service") : null;
  return (
    <QueryView query={services}>
      {(all) => {
        if (!wanted) return <ServiceList all={all} />;
        const service = all.services.find(({ service_id }) => service_id === wanted) ?? null;
        if (service || wanted === "new") return <ServiceEditor key={wanted} service={service} all={all} />;
        return <Page title={t.gone} above={<Link href={path("/services")}>{t.back}</Link>}><EmptyState title={t.gone} text={t.goneText} /></Page>;
      }}
    </QueryView>
  );
}
