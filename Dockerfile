# Edge and worker: one image, two commands (see compose.yaml).  The database and its API are elsewhere.
FROM python:3.12-slim

WORKDIR /app
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1

COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt

COPY python_functions python_functions
COPY webhooks webhooks

# An account that owns nothing in the image.
RUN useradd --system --no-create-home bookfast
USER bookfast

EXPOSE 8080
CMD ["python", "-m", "python_functions.app"]
