/** A rating of 1 to 5, seen as stars and read as words. */
import { useSpeech, useWords } from "../../i18n/speech";
import { defineWords } from "../../i18n/words";
import "./stars.css";

const words = defineWords(
  {
    of: (rating: string) => `${rating} out of 5`,
    reviews: (count: number) => (count === 1 ? "1 review" : `${count} reviews`),
  },
  {
    of: (rating) => `${rating} sur 5`,
    reviews: (count) => `${count} avis`,
  },
);

/** Five stars, as many of them full as *rating* says, to the nearest half. */
export function Stars({ rating }: { rating: number }) {
  const { locale } = useSpeech();
  const t = useWords(words);
  const halves = Math.round(rating * 2);
  return (
    <span className="stars">
      <span className="visually-hidden">{t.of(formatRating(rating, locale))}</span>
      <span aria-hidden="true">
        {[1, 2, 3, 4, 5].map((star) => <Star key={star} fill={halves >= 2 * star ? "full" : halves === 2 * star - 1 ? "half" : "none"} />)}
      </span>
    </span>
  );
}

export function Star({ fill }: { fill: "full" | "half" | "none" }) {
  return (
    <svg className="star" data-fill={fill} viewBox="0 0 24 24" aria-hidden="true">
      <path className="star-inside" d="M12 2.6l2.9 5.9 6.5.9-4.7 4.6 1.1 6.5L12 17.4l-5.8 3.1 1.1-6.5L2.6 9.4l6.5-.9z" />
      {fill === "half" && <path className="star-half" d="M12 2.6v14.8l-5.8 3.1 1.1-6.5L2.6 9.4l6.5-.9z" />}
    </svg>
  );
}

/** An average and what it rests on. */
export function Average({ rating, count }: { rating: number; count: number }) {
  const { locale } = useSpeech();
  const t = useWords(words);
  return (
    <span className="average">
      <Stars rating={rating} /> <span aria-hidden="true" className="average-figure">{formatRating(rating, locale)}</span>{" "}
      <span className="average-count">({t.reviews(count)})</span>
    </span>
  );
}

/** The same in a line of text: “4.6 out of 5 (12 reviews)”. */
export function useAverage(): (rating: number, count: number) => string {
  const { locale } = useSpeech();
  const t = useWords(words);
  return (rating, count) => `${t.of(formatRating(rating, locale))} (${t.reviews(count)})`;
}

function formatRating(rating: number, locale: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(rating);
}
