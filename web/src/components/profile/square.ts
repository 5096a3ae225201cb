/** A photo as it is kept: a small square, without what a camera writes into its files. */

const SIDE = 320;
/** What the database takes (practitioners_photo_is_a_small_picture). */
const MOST = 100_000;

/** The middle of the picture in *file*, as a data URL.  Rejects when it is no picture. */
export async function square(file: Blob): Promise<string> {
  // As it was held: the file's own turn is applied.
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  const side = Math.min(picture.width, picture.height);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser draws nothing.");
  // Transparent parts would be black in a JPEG.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, SIDE, SIDE);
  context.drawImage(picture, (picture.width - side) / 2, (picture.height - side) / 2, side, side, 0, 0, SIDE, SIDE);
  picture.close();
  for (const quality of [0.85, 0.7, 0.5, 0.3]) {
    const url = canvas.toDataURL("image/jpeg", quality);
    if (url.length <= MOST) return url;
  }
  throw new Error("The picture does not become small enough.");
}
