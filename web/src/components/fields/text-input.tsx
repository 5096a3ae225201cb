/** A line of text, or several. */
import { Input, TextArea, TextField, type TextFieldProps } from "react-aria-components";
import { Frame, validity, type FieldTexts } from "./frame";

type TextInputProps = FieldTexts & Omit<TextFieldProps, "children" | "className" | "isInvalid" | "validationBehavior"> & {
  multiline?: boolean;
  placeholder?: string;
};

export function TextInput({ label, description, error, multiline = false, placeholder, ...props }: TextInputProps) {
  return (
    <TextField {...props} {...validity(error)} className="field">
      <Frame label={label} description={description} error={error}>
        {multiline ? <TextArea rows={4} placeholder={placeholder} /> : <Input placeholder={placeholder} />}
      </Frame>
    </TextField>
  );
}
