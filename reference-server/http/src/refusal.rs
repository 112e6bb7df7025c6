//! Why a request is not carried out, one variant a cause, and what the client is told.

use http::StatusCode;

use crate::body::BodyFault;
use crate::upload::PartsError;

/// A request that is refused; it had no effect.
///
/// The texts are short and fixed: nothing of the request is reflected in them.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// AUTH-1.
    #[error("Forbidden")]
    WrongPassword,
    /// HTTP-6.
    #[error("no such command")]
    UnknownPath,
    /// HTTP-8; the value is what `Allow` says.
    #[error("the command is not asked with this method")]
    WrongMethod(&'static str),
    #[error("the address is too long")]
    LongTarget,
    #[error("a header is too long")]
    LongHeader,
    #[error("too many parameters")]
    TooManyParameters,
    #[error("a required parameter is missing")]
    MissingParameter,
    #[error("a parameter has a value it cannot have")]
    MalformedParameter,
    /// EXEC-8.
    #[error("no such script")]
    UnknownScript,
    #[error("too many scripts are waiting")]
    TooManyScripts,
    /// DL-4, DL-5.
    #[error("no such file")]
    UnknownFile,
    #[error("the content type is not one that can be uploaded")]
    NotUploadable,
    #[error("the body is not what its content type says")]
    NotMultipart,
    #[error("too many files")]
    TooManyFiles,
    #[error(transparent)]
    Body(#[from] BodyFault),
    /// Without the words of the model, which quote the request.
    #[error("{}", exchange_text(.0))]
    Exchange(#[from] refserver_core::Refusal),
    /// Never seen unless the server itself is broken.
    #[error("the answer could not be made")]
    Unanswerable(#[from] std::io::Error),
}

impl Refusal {
    /// The status of the answer.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::WrongPassword => StatusCode::FORBIDDEN,
            Self::UnknownPath | Self::UnknownScript | Self::UnknownFile => StatusCode::NOT_FOUND,
            Self::WrongMethod(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::LongTarget => StatusCode::URI_TOO_LONG,
            Self::LongHeader => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::TooManyParameters
            | Self::MissingParameter
            | Self::MalformedParameter
            | Self::NotMultipart => StatusCode::BAD_REQUEST,
            Self::TooManyScripts => StatusCode::TOO_MANY_REQUESTS,
            Self::NotUploadable => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooManyFiles | Self::Body(BodyFault::TooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Body(BodyFault::TooSlow) => StatusCode::REQUEST_TIMEOUT,
            Self::Body(BodyFault::Broken) => StatusCode::BAD_REQUEST,
            Self::Exchange(refusal) => exchange_status(refusal),
            Self::Unanswerable(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<PartsError> for Refusal {
    fn from(error: PartsError) -> Self {
        match error {
            PartsError::Body(fault) => Self::Body(fault),
            PartsError::NotMultipart => Self::NotMultipart,
        }
    }
}

fn exchange_status(refusal: &refserver_core::Refusal) -> StatusCode {
    use refserver_core::Refusal as Model;
    match refusal {
        Model::UnknownSelector(_) | Model::UnknownUser | Model::UnknownNumber(_) => StatusCode::NOT_FOUND,
        _ => StatusCode::BAD_REQUEST,
    }
}

fn exchange_text(refusal: &refserver_core::Refusal) -> &'static str {
    use refserver_core::Refusal as Model;
    match refusal {
        Model::NoSelector => "no line, user or workplace is named",
        Model::UnknownSelector(_) => "no such line, user or workplace",
        Model::MissingNumber => "the number is missing",
        Model::UnknownUser => "no such user",
        Model::UnknownNumber(_) => "no such number",
        _ => "no single line is named",
    }
}
