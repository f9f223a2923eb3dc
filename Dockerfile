# The service as an image, from the wheel and the locked releases:
#
#   docker build -t xinfang-rules .
#   docker run --rm --read-only --cap-drop ALL -p 127.0.0.1:8000:8000 xinfang-rules
#
# It keeps nothing, writes no file, and runs as nobody in particular. What may be set stands behind the name of the image:
# `… xinfang-rules --host 0.0.0.0 --workers 2`; the port is 8000, which the health check asks.

ARG PYTHON=3.13-slim-bookworm

FROM python:${PYTHON} AS build
WORKDIR /source
COPY requirements/run.txt requirements/service.txt requirements/
RUN python -m venv /build \
 && /build/bin/python -m pip install --no-cache-dir --no-deps --require-hashes --only-binary :all: -r requirements/run.txt \
 && python -m venv --without-pip /opt/xinfang \
 && /build/bin/python -m pip --python /opt/xinfang install --no-cache-dir --no-deps --require-hashes --only-binary :all: -r requirements/service.txt
COPY . .
RUN /build/bin/python -m pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheel . \
 && /build/bin/python -m pip --python /opt/xinfang install --no-cache-dir --no-deps --no-index /wheel/*.whl

FROM python:${PYTHON}
COPY --from=build /opt/xinfang /opt/xinfang
ENV PATH="/opt/xinfang/bin:${PATH}" PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=4).close()"]
ENTRYPOINT ["xinfang", "serve"]
CMD ["--host", "0.0.0.0"]
