"""Every error that Vitrine raises on purpose.

VitrineError
├── SettingsError               a setting in the environment cannot be used
├── CatalogError                a product file cannot be used
│   ├── FileUnreadable          binary, damaged or of no known format
│   ├── FileMissing             nothing to open under this name
│   ├── FileEmpty               no rows
│   ├── FileTooLarge            past the limit on bytes, rows or columns
│   └── ColumnMissing           the column that was named is not in the file
├── ProductUnknown              no product has this id
├── OutputUnwritable            the file to write cannot be written
├── ModelError                  the model server did not give a usable reply
│   ├── ServerUnreachable       nothing listens there
│   ├── ServerTimeout           it took longer than the settings allow
│   ├── ServerBusy              503
│   ├── ModelMissing            the server has no such model
│   │   └── DemoMissing         nor can it be pulled: the demo model stands in no registry
│   ├── RequestRefused          400 and its like: the server's own words are kept
│   ├── ModelChanged            another model of the same name is there now
│   ├── PullFailed              the server could not fetch a model
│   ├── ReplyBroken             cut off, not JSON, or not of the API's shape
│   └── EngineFailed            the embedded engine does not start
├── ModelNameUnusable           no name of a model in Ollama's library
├── StoreUnusable               the database of the runs cannot be opened
├── RunUnknown                  no run has this id
│   └── RunOfAnotherKind        it is shown elsewhere
├── InputGone                   a run's file is no longer kept
├── RunOver                     a run that ended cannot be resumed
├── CategoriesUnusable          fewer than two categories, or more than the codes allow
├── DescriptionEmpty            there is nothing to classify
├── NothingToExplain            no word to leave out, or no logprobs to weigh
├── NothingToLearn              no labels of two categories for the yardstick
├── NoLabels                    nothing to hold answers against
├── RowsDiffer                  two runs are not of the same products
└── SignInError                 a person cannot be let in
    ├── SignInMisconfigured     the [auth] section lacks something
    ├── ProviderSilent          the identity provider does not answer
    ├── IdentityIncomplete      the provider says too little of the person
    ├── SignInExpired           the sign-in is too old
    └── PersonRefused           the person is not among those who may come in

Each class holds its sentence as a template (see `vitrine.messages`): what happened, and what to do.
"""

from typing import ClassVar

from vitrine.messages import N_, Message


class VitrineError(Exception):
    """The root; `message` is the sentence for the user, `str()` the same in English."""

    template: ClassVar[str] = "{reason}"

    def __init__(self, **details: object) -> None:
        self.message = Message(self.template, details)
        super().__init__(str(self.message))


class SettingsError(VitrineError):
    """A setting in the environment cannot be used. Details: name, value, expected."""

    template = N_(
        "The setting {name} is “{value}”. Set it to {expected}, then start Vitrine again."
    )


class CatalogError(VitrineError):
    """A product file cannot be used."""


class FileUnreadable(CatalogError):
    """Details: reason (a short clause)."""

    template = N_(
        "This file cannot be read: {reason}. Save it as CSV (UTF-8) or XLSX and drop it again."
    )


class FileMissing(CatalogError):
    """Details: path, reason (the system's words)."""

    template = N_("“{path}” cannot be opened: {reason}. Check the name and the folder.")


class FileEmpty(CatalogError):
    """No rows."""

    template = N_(
        "This file holds no products. Drop a file with a heading line and at least one row."
    )


class FileTooLarge(CatalogError):
    """Details: measure ("rows"…), found, limit."""

    template = N_(
        "This file has {found} {measure}; Vitrine takes up to {limit}. Split it and drop one part."
    )


class ColumnMissing(CatalogError):
    """Details: column, columns (those that are there)."""

    template = N_("The file has no column “{column}”. Choose one of: {columns}.")


class ProductUnknown(VitrineError):
    """Details: id."""

    template = N_("No product has the id “{id}”. Check the id column of the file.")


class OutputUnwritable(VitrineError):
    """Details: path, reason."""

    template = N_("The file {path} cannot be written: {reason}. Choose another place.")


class ModelError(VitrineError):
    """The model server did not give a usable reply. Details always hold host."""


class ServerUnreachable(ModelError):
    """Details: host."""

    template = N_("No model server answers at {host}. Start it (`ollama serve`) and try again.")


class ServerTimeout(ModelError):
    """Details: host, seconds."""

    template = N_(
        "The model server at {host} gave no answer within {seconds} seconds. It may still be loading "
        "the model: try again in a minute, or raise VITRINE_READ_TIMEOUT."
    )


class ServerBusy(ModelError):
    """Details: host."""

    template = N_("The model server at {host} is busy with other requests. Try again in a moment.")


class ModelMissing(ModelError):
    """Details: host, model."""

    template = N_(
        "The model “{model}” is not installed at {host}. Run `ollama pull {model}`, or choose another."
    )


class ModelChanged(ModelError):
    """Details: host, model."""

    template = N_(
        "The model “{model}” at {host} is no longer the one that this run began with. Put that one "
        "back and resume the run, or start a new run."
    )


class DemoMissing(ModelMissing):
    """Details: host, model."""

    template = N_(
        "The demo model “{model}” is not in the Ollama at {host}. Home has a button that puts it "
        "there. Or run `python -m vitrine model serve`, and set OLLAMA_HOST to the address it tells."
    )


class RequestRefused(ModelError):
    """Details: host, status, reason (the server's own words)."""

    template = N_("The model server at {host} refused the request ({status}): {reason}")


class ReplyBroken(ModelError):
    """Details: host, reason."""

    template = N_(
        "The reply of the model server at {host} cannot be used: {reason}. Check that an Ollama server "
        "listens there, and try again."
    )


class EngineFailed(ModelError):
    """Details: host, reason."""

    template = N_("The embedded engine does not start: {reason}. Run `python -m vitrine doctor`.")


class PullFailed(ModelError):
    """Details: host, model, reason (the server's own words)."""

    template = N_(
        "The model “{model}” could not be fetched to {host}: {reason}. Check the name and the "
        "connection of that machine, then try again: what has come stays."
    )


class ModelNameUnusable(VitrineError):
    """Details: name."""

    template = N_(
        "“{name}” is no name of a model in Ollama’s library. Write it as ollama.com shows it: llama2, "
        "or llama2:13b."
    )


class StoreUnusable(VitrineError):
    """Details: place (a file, or a database's address without its password), reason."""

    template = N_(
        "The store of runs at {place} cannot be used: {reason}. Check VITRINE_STATE_DIR and "
        "VITRINE_DATABASE_URL, then start Vitrine again."
    )


class RunUnknown(VitrineError):
    """Details: id."""

    template = N_("No run has the id “{id}”. Check the address, or look for it in the history.")


class RunOfAnotherKind(RunUnknown):
    """Details: id, page (where runs of its kind are shown)."""

    template = N_("The run “{id}” is of another kind: the page “{page}” shows it.")


class InputGone(VitrineError):
    """Details: id."""

    template = N_("The file of the run “{id}” is no longer kept. Start a new run with it.")


class AnswersGone(VitrineError):
    """Details: folder."""

    template = N_(
        "The answers of this run are no longer in the shared folder, under “{folder}”. Put the folder "
        "back where it was, or start a new run; nothing else is lost."
    )


class AnswersUnreadable(VitrineError):
    """Details: file, reason."""

    template = N_(
        "The file “{file}” with answers of this run cannot be read ({reason}). Put a whole copy of it "
        "back, or start a new run."
    )


class RunOver(VitrineError):
    """Details: id."""

    template = N_("The run “{id}” was cancelled and cannot be resumed. Start a new one.")


class ClusterInput(VitrineError):
    """Details: path, reason."""

    template = N_(
        "“{path}” cannot be dealt out on a cluster: {reason}. Name a CSV or Parquet file, or a folder "
        "of them, that this machine and the cluster’s see under the same path."
    )


class ClusterOutput(VitrineError):
    """Details: path."""

    template = N_(
        "The folder “{path}” holds the answers of another run. Name a new or an empty one, or go on "
        "with that run."
    )


class ClusterUnreachable(VitrineError):
    """Details: address, reason."""

    template = N_(
        "No cluster answers at {address} ({reason}). Start a scheduler there (`dask scheduler`) and "
        "workers, or name another address."
    )


class ClusterMissing(VitrineError):
    """No details."""

    template = N_(
        "A cluster needs the packages in requirements-cluster.txt: "
        "`pip install -r requirements-cluster.txt`."
    )


class CategoriesUnusable(VitrineError):
    """Details: found, limit."""

    template = N_(
        "There are {found} categories; Vitrine classifies into 2 to {limit}. Choose another category "
        "column, or merge small categories."
    )


class DescriptionEmpty(VitrineError):
    """No details."""

    template = N_("The description is empty: there is nothing to classify.")


class NothingToExplain(VitrineError):
    """Details: reason (a short clause)."""

    template = N_("This answer cannot be explained: {reason}.")


class NothingToLearn(VitrineError):
    """Details: found (categories that some product with words is labelled with)."""

    template = N_(
        "The catalogue’s labels name {found} categories; the yardstick learns from two or more. Choose "
        "a category column on the Dataset page."
    )


class NoLabels(VitrineError):
    """No details."""

    template = N_(
        "None of these products has a label, so that no answer can be called right or wrong. Choose a "
        "category column on the Dataset page, or review some products."
    )


class RowsDiffer(VitrineError):
    """Details: first, second (names of models)."""

    template = N_(
        "“{first}” and “{second}” were not asked about the same products. Compare runs of the same "
        "rows of one file."
    )


class SignInError(VitrineError):
    """A person cannot be let in."""


class SignInMisconfigured(SignInError):
    """Details: reason (a short clause)."""

    template = N_(
        "Sign-in is not set up rightly: {reason}. Whoever runs Vitrine mends it in "
        "`.streamlit/secrets.toml` and starts it again; nothing is shown until then."
    )


class ProviderSilent(SignInError):
    """Details: address (of the provider's metadata)."""

    template = N_(
        "The identity provider does not tell at {address} how to sign in. Try again in a moment; where "
        "it stays so, `server_metadata_url` in `.streamlit/secrets.toml` may be wrong."
    )


class IdentityIncomplete(SignInError):
    """Details: claim (its name in OpenID Connect)."""

    template = N_(
        "You are signed in, but your identity provider does not say what Vitrine must know of you: the "
        "claim “{claim}”. Ask whoever runs Vitrine to have the provider send it."
    )


class SignInExpired(SignInError):
    """Details: hours."""

    template = N_("Your sign-in is more than {hours} hours old. Sign in again; your runs are kept.")


class PersonRefused(SignInError):
    """Details: address."""

    template = N_(
        "You are signed in as {address}, which is not among those who may use this dashboard. Sign out "
        "and use another account, or ask whoever runs Vitrine."
    )
