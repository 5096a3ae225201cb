import { defineWords } from "../i18n/words";

export const words = defineWords(
  {
    nowhere: "You do not belong anywhere yet",
    nowhereText: "People of one practice practise together. Become a client of one, and its practice rooms are here. A link to a private room works without.",
    find: "Find a practice",
  },
  {
    nowhere: "Vous n’appartenez encore à aucun cabinet",
    nowhereText: "On s’exerce entre personnes d’un même cabinet. Devenez client d’un cabinet, et ses salles de pratique paraissent ici. Un lien vers une salle privée fonctionne aussi sans cela.",
    find: "Trouver un cabinet",
  },
);
