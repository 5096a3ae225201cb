/** One to five, each with its word: radio buttons that look like stars. */
import { Radio, RadioGroup } from "react-aria-components";
import { useWords } from "../../i18n/speech";
import { Frame, validity } from "../fields/frame";
import { Star } from "../stars/stars";
import { words } from "./words";

interface StarRadiosProps {
  value: number | null;
  onChange: (rating: number) => void;
  error: string | null;
}

export function StarRadios({ value, onChange, error }: StarRadiosProps) {
  const t = useWords(words);
  return (
    <RadioGroup
      {...validity(error)} className="field star-field" orientation="horizontal" isRequired
      value={value === null ? null : String(value)} onChange={(rating) => onChange(Number(rating))}
    >
      <Frame label={t.rating} error={error}>
        <div className="star-radios">
          {([1, 2, 3, 4, 5] as const).map((rating) => (
            <Radio key={rating} value={String(rating)} className="star-radio">
              <span className="star-radio-stars" aria-hidden="true">
                {[1, 2, 3, 4, 5].map((star) => <Star key={star} fill={star <= rating ? "full" : "none"} />)}
              </span>
              <span>{t.ratings[rating]}</span>
            </Radio>
          ))}
        </div>
      </Frame>
    </RadioGroup>
  );
}
