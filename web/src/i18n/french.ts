/** What French asks for around names. */

/** « de Maple », « d’Atelier », « d’Hélène » : the preposition with *name*, elided before a vowel or an h. */
export function de(name: string): string {
  return /^[aeiouyhœæ]/i.test(name.normalize("NFD")) ? `d’${name}` : `de ${name}`;
}
